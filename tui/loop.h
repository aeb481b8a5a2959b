/* The one place that waits: poll(2) over the terminal, signals, children and
 * sockets. */
#ifndef TUI_LOOP_H
#define TUI_LOOP_H

struct app;

/*
 * Run until app->quit. The terminal must have been started. `started` runs
 * once (NULL: nothing), after the first frame is on the screen.
 * Returns the signal that ended the loop (SIGTERM, SIGHUP), or 0.
 */
int loop_run(struct app *app, void (*started)(struct app *app));

#endif
