/* The console's entry. */
#ifndef TUI_TUI_H
#define TUI_TUI_H

/* Run the console with the arguments after the program's name. Returns the
 * exit status; what is wrong is one line on stderr and 1. */
int tui_main(int argc, char **argv);

#endif
