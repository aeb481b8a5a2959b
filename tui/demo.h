/* --demo: a sandbox cluster of our own, for as long as the console runs. */
#ifndef TUI_DEMO_H
#define TUI_DEMO_H

struct app;

/* Open the demo's first cluster; it is not there yet. */
void demo_open(struct app *app);

/*
 * Start peerdeck-sandbox with its clusters, watch the first when it says
 * where it is, and make contexts of all. It is looked for beside this program,
 * then in LIBEXECDIR, never through PATH. It holds our end of its standard
 * input and leaves when that closes, however we end. What goes wrong is said on
 * the screen.
 */
void demo_start(struct app *app);

#endif
