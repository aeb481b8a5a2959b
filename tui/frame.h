/* What stands around every screen: the header line, the rule or a toast, the
 * footer; and a dialog over it. */
#ifndef TUI_FRAME_H
#define TUI_FRAME_H

struct app;
struct grid;

#define FRAME_MIN_W 60
#define FRAME_MIN_H 15
#define FRAME_ROWS  3 /* header, rule, footer: not the screen's */
#define FRAME_TOP   1 /* of these above it */

void frame_draw(const struct app *app, struct grid *grid);

#endif
