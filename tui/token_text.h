/* What a peering token holds, as lines of text; never the token itself. */
#ifndef TUI_TOKEN_TEXT_H
#define TUI_TOKEN_TEXT_H

struct app;
struct probe;
struct text;
struct token;

/* Begin a line with a label in its column. */
void token_text_label(struct text *out, const char *name);

/* "1f2e 3d4c …" */
void token_text_fingerprint(struct text *out, const char *hex);

/*
 * Issuer, the addresses that are dialed (labelled `dials`) with what is to be
 * said of each, the CAs. `probe` (NULL = none) adds whether they answered.
 */
void token_text_holds(struct text *out, const struct app *app,
		      const struct token *token, const char *dials,
		      const struct probe *probe);

#endif
