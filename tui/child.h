/*
 * Child processes: the sandbox of --demo and the clipboard's tmux. They start
 * with default signals and only descriptors 0–2, and never hold the loop:
 * what goes in is written as their pipe takes it, and they are killed when
 * their time is over.
 */
#ifndef TUI_CHILD_H
#define TUI_CHILD_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"

struct clock;
struct err;

#define CHILD_MAX    4
#define CHILD_FDS    (2 * CHILD_MAX)
#define CHILD_OUTPUT 4096 /* bytes of output kept */

/* Ended: `status` as waitpid gives it, or -1 when it was killed for being
 * late. `output` is what it wrote, borrowed. */
typedef void child_done_fn(void *ctx, int status, const char *output);

/* It was released before it ended: `done` does not run, `ctx` may be freed. */
typedef void child_dropped_fn(void *ctx);

/* It wrote a line (without the line end). */
typedef void child_line_fn(void *ctx, const char *line);

struct child {
	pid_t pid; /* 0 = free */
	int in, out;
	struct buf input; /* still to be written; wiped */
	struct buf output;
	int64_t until_ms; /* monotonic; -1 = no limit */
	bool keep_in;	  /* hold its standard input open */
	child_line_fn *line;
	child_done_fn *done;
	child_dropped_fn *dropped;
	void *ctx;
};

struct child_set {
	struct child items[CHILD_MAX];
};

struct child_start {
	const char *const *argv; /* argv[0] is a path, or looked up in PATH
				  * when it has no slash */
	const char *input;	 /* NULL = nothing */
	size_t input_len;
	bool keep_in;
	int64_t until_ms;
	child_line_fn *line;	   /* may be NULL */
	child_done_fn *done;	   /* may be NULL */
	child_dropped_fn *dropped; /* may be NULL */
	void *ctx;
};

bool child_spawn(struct child_set *set, const struct child_start *start,
		 struct err *err);

size_t child_fds(const struct child_set *set, struct pollfd *fds, size_t cap);
void child_ready(struct child_set *set, const struct pollfd *fd);

/* After SIGCHLD, and when the deadline has passed. */
void child_tick(struct child_set *set, int64_t now_ms);
int64_t child_deadline(const struct child_set *set);

/* At the end of the program: wait, at most until `until_ms`, for those that
 * come to an end by themselves (not for those with .keep_in). */
void child_wait(struct child_set *set, const struct clock *clock,
		int64_t until_ms);

/* Terminate and reap all, within a second each; of their callbacks only
 * `dropped` runs. */
void child_release(struct child_set *set);

#endif
