/*
 * Child processes: the sandbox of --demo, the clipboard's tmux, a context's
 * token_command. They start as base/spawn.h says and never hold the loop:
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
#define CHILD_FDS    (3 * CHILD_MAX)
#define CHILD_OUTPUT 4096 /* bytes of output kept, wiped afterwards */
#define CHILD_LATE   -1

struct child_end {
	int status; /* as waitpid gives it, or CHILD_LATE: it was killed */
	struct buf *output; /* what it wrote; borrowed */
	struct buf *errors; /* and to its standard error, with .errors_apart */
};

typedef void child_done_fn(void *ctx, const struct child_end *end);

/* It was released before it ended: `done` does not run, `ctx` may be freed. */
typedef void child_dropped_fn(void *ctx);

/* It wrote a line (without the line end). */
typedef void child_line_fn(void *ctx, const char *line);

struct child {
	pid_t pid; /* 0 = free */
	int in, out, err;
	struct buf input; /* still to be written; wiped */
	struct buf output, errors;
	int64_t until_ms; /* monotonic; -1 = no limit */
	bool keep_in;	  /* hold its standard input open */
	bool awaited;	  /* by child_wait */
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
	bool errors_apart; /* else its standard error is output too */
	bool awaited;	   /* at the end of the program */
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

/* At the end of the program: wait, at most until `until_ms`, for those with
 * .awaited. */
void child_wait(struct child_set *set, const struct clock *clock,
		int64_t until_ms);

/* Terminate and reap all, within a second each; of their callbacks only
 * `dropped` runs. */
void child_release(struct child_set *set);

#endif
