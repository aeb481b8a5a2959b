/* --demo: a sandbox cluster of our own, for as long as the console runs. */
#ifndef TUI_DEMO_H
#define TUI_DEMO_H

struct app;

/*
 * Start peerdeck-sandbox with the cluster `east` and watch it when it says
 * where it is. It is looked for beside this program, then in LIBEXECDIR, never
 * through PATH. It holds our end of its standard input and leaves when that
 * closes, however we end. What goes wrong is said on the screen.
 */
void demo_start(struct app *app);

#endif
