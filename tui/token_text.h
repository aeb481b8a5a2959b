/* What a peering token holds, as lines of text; never the token itself. */
#ifndef TUI_TOKEN_TEXT_H
#define TUI_TOKEN_TEXT_H

#include "net/token.h"

struct app;
struct probe;
struct text;

/* Begin a line with a label in its column. */
void token_text_label(struct text *out, const char *name);

/* A fingerprint as "1f2e 3d4c …", everywhere on the screen; and a line of it.
 */
#define TOKEN_TEXT_GROUPS_MAX (TOKEN_FINGERPRINT_LEN / 4 * 5)
void token_text_groups(const char *hex, char ret[TOKEN_TEXT_GROUPS_MAX]);
void token_text_fingerprint(struct text *out, const char *hex);

/*
 * Issuer, the addresses that are dialed (labelled `dials`) with what is to be
 * said of each, the CAs. `probe` (NULL = none) adds whether they answered.
 */
void token_text_holds(struct text *out, const struct app *app,
		      const struct token *token, const char *dials,
		      const struct probe *probe);

#endif
