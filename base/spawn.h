/* Starts a program, as every child process of ours starts. */
#ifndef BASE_SPAWN_H
#define BASE_SPAWN_H

#include <stdbool.h>
#include <sys/types.h>

struct err;

/* Which of its descriptors are pipes of ours, and our ends of them. */
struct spawn {
	pid_t pid;
	int in;	 /* to its standard input */
	int out; /* from its standard output */
	int err; /* from its standard error; -1 = goes into `out` too */
};

/*
 * Start `argv` (argv[0] is a path, or looked up in PATH when it has no slash;
 * no shell) with default signals, none of them blocked, in a process group of
 * its own (Ctrl-C at the terminal is not for it), and with no descriptors but
 * 0-2, which are pipes: a child never writes to our terminal. Our ends are
 * non-blocking and close-on-exec; the caller closes them and waits for `pid`.
 * With `apart`, its standard error has a pipe of its own. ERR_SYSTEM when it
 * cannot be started: then nothing is open.
 */
bool spawn_start(struct spawn *ret, const char *const *argv, bool apart,
		 struct err *err);

#endif
