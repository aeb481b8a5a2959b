/*
 * What a screen is: one file with a `struct screen_ops`, opened by a command.
 * It draws from const state, never waits, and cancels its requests in close.
 */
#ifndef TUI_SCREEN_H
#define TUI_SCREEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct app;
struct canvas;
struct cluster;
struct key;
struct screen;
struct text;

/* Where a command is possible, and its heading in help and manual; each screen
 * has a row of its own. */
#define SCOPES(SCOPE)                                                          \
	SCOPE(GLOBAL, "Everywhere")                                            \
	SCOPE(PEERS, "Peers")                                                  \
	SCOPE(PEER, "Peer")                                                    \
	SCOPE(GENERATE, "Generate")                                            \
	SCOPE(TOKEN, "Token")                                                  \
	SCOPE(TOKENS, "Tokens")                                                \
	SCOPE(ESTABLISH, "Establish")                                          \
	SCOPE(CONNECT, "Connect")                                              \
	SCOPE(CONTEXTS, "Contexts")                                            \
	SCOPE(CONTEXT, "New context")                                          \
	SCOPE(EXPORTS, "Exported services")                                    \
	SCOPE(WHY, "Why")                                                      \
	SCOPE(CHECK, "Check")                                                  \
	SCOPE(ACTIVITY, "Activity")                                            \
	SCOPE(HELP, "Help")

#define SCOPE_NAME(name, title) SCOPE_##name,
enum scope { SCOPES(SCOPE_NAME) SCOPE_COUNT };
#undef SCOPE_NAME

struct screen_ops {
	enum scope scope;

	/* Give everything back, the screen itself too. */
	void (*close)(struct screen *screen);

	/* Sizes only; called before each draw. The canvas of draw is w × h. */
	void (*layout)(struct screen *screen, int w, int h);
	void (*draw)(const struct screen *screen, const struct canvas *c);

	/* A key, before any command sees it: true = taken. May be NULL. */
	bool (*key)(struct screen *screen, const struct key *key);

	/* A paste; NULL or false = not for it: said, and nothing acts. */
	bool (*paste)(struct screen *screen, const char *text, size_t len);

	/* A text field has the focus: letters are text. NULL = never. */
	bool (*typing)(const struct screen *screen);

	/* Rows or status of the watched cluster changed. May be NULL. */
	void (*changed)(struct screen *screen);

	/* Monotonic ms when tick wants to run, -1 = never. May be NULL. */
	int64_t (*deadline)(const struct screen *screen);
	void (*tick)(struct screen *screen);

	/* Ctrl-C: cancel the request under way; false if there is none. */
	bool (*cancel)(struct screen *screen);

	/* Esc, q: true = close it; false = it asked a question, or stays.
	 * NULL: nothing would be lost. */
	bool (*leave)(struct screen *screen);

	/* On top, or covered by a dialog or another screen. May be NULL. */
	void (*focus)(struct screen *screen, bool on);

	/* The name of the peering that commands act on, borrowed; NULL = none.
	 * May be NULL. */
	const char *(*peering)(const struct screen *screen);

	/* What the screen is doing ("generating…"), for the header; NULL or
	 * "" = nothing. */
	const char *(*busy)(const struct screen *screen);
};

/* First member of each screen's own struct. */
struct screen {
	const struct screen_ops *ops;
	struct app *app;	 /* borrowed; outlives the screen */
	struct cluster *cluster; /* borrowed; what the screen is about */
};

/* One a file; each returns a screen to be given to app_push. Unless told
 * otherwise it is about app->cluster. */
struct screen *screen_peers_new(struct app *app);
/* One of the list, which must have it; with `probe` it opens on its addresses
 * and tries them. */
struct screen *screen_peer_new(struct app *app, const char *name, bool probe);
/* `name` (NULL = none) is filled in. */
struct screen *screen_generate_new(struct app *app, const char *name);
struct screen *screen_token_new(struct app *app, size_t token);
struct screen *screen_tokens_new(struct app *app);
struct screen *screen_exports_new(struct app *app, const char *peer);
struct screen *screen_why_new(struct app *app, const char *name);
/* Of all clusters that are open. */
struct screen *screen_check_new(struct app *app);
struct screen *screen_activity_new(struct app *app);
struct screen *screen_contexts_new(struct app *app);
struct screen *screen_context_new(struct app *app);
struct screen *screen_establish_new(struct app *app);
struct screen *screen_connect_new(struct app *app);
struct screen *screen_help_new(struct app *app, enum scope scope);

#endif
