/* The command line of the console. One table feeds its parser, -h and the
 * manual page. */
#ifndef TUI_START_OPTIONS_H
#define TUI_START_OPTIONS_H

#include <stdbool.h>

#include "net/client.h"
#include "widgets/term.h"

struct buf;

struct start_options {
	bool demo, readonly, mouse;
	const char *context, *log; /* borrowed from argv; NULL = not given */
	struct term_options term;
	struct client_flags client;
};

/* True to go on; else all is said, and `*ret_status` is the program's. */
bool start_options_parse(int argc, char **argv, struct start_options *ret,
			 int *ret_status);

/* Append the console's own flags as the manual page has them. */
void start_options_manual(struct buf *out);

#endif
