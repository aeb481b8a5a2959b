/* A dialog about a request that failed. */
#ifndef TUI_FAILURE_H
#define TUI_FAILURE_H

struct app;
struct dialog;
struct http_reply;

/* Fill one with what explain_failure() says. Where a right is missing it has a
 * button that leads to what to ask for. Then app_dialog_open. */
struct dialog *failure_dialog(struct app *app, const char *title,
			      const char *what, const struct http_reply *reply);

#endif
