/* The one place that waits: poll(2) over the terminal, signals, children and
 * sockets. */
#ifndef TUI_LOOP_H
#define TUI_LOOP_H

#include <stdbool.h>

struct app;
struct err;

/*
 * Take the signals, before the terminal is taken, and give them back when it
 * was given back: none ends the process in between without putting it right.
 */
bool loop_start(struct err *err);
void loop_stop(void);

/*
 * Run until app->quit. loop and terminal must have been started. `started` runs
 * once (NULL: nothing), after the first frame is on the screen.
 * Returns the signal that ended the loop (SIGTERM, SIGHUP), or 0.
 */
int loop_run(struct app *app, void (*started)(struct app *app));

#endif
