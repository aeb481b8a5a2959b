/*
 * What a subcommand prints. Standard output gets, into a pipe or a file, what
 * Consul's CLI writes, byte for byte; on a terminal the control characters in
 * foreign text are made visible.
 */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include <stdbool.h>

#include "base/attrs.h"
#include "base/buf.h"

struct strlist;

struct output {
	struct buf text; /* append to it what is known to be harmless */
	bool terminal;	 /* standard output is one */
};

void output_init(struct output *out);
void output_release(struct output *out);

/* Append text that came from the network. */
void output_foreign(struct output *out, const char *text);

/*
 * Append lines of cells (separated by OUTPUT_CELL) in columns, without a line
 * break behind the last: blanks around a cell go, columns are two blanks
 * apart, the last is not padded (columnize 2.1.2, as Consul 1.21 uses it).
 */
#define OUTPUT_CELL "\x1f"
void output_columns(struct output *out, const struct strlist *lines);

/*
 * Write all of it and a line break to standard output, and empty it. Returns
 * the exit status: 1 when it could not be written, which is told on stderr
 * unless the reader has simply gone away (EPIPE).
 */
int output_end(struct output *out);

/* A line on stderr, controls made visible when that is a terminal. */
void output_error(const char *fmt, ...) PRINTF_LIKE(1, 2);

#endif
