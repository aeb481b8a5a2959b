/* The part of the manual page that comes from the table of commands. */
#ifndef TUI_MANUAL_H
#define TUI_MANUAL_H

/* Read the page on standard input and write it with its keys made anew.
 * Returns the exit status. */
int manual_print(void);

#endif
