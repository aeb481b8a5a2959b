/* The parts of the manual page that come from the console's tables. */
#ifndef TUI_MANUAL_H
#define TUI_MANUAL_H

/* Read the page on standard input and write it with them made anew.
 * Returns the exit status. */
int manual_print(void);

#endif
