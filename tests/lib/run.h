/* Runs a program to its end and keeps what it wrote. */
#ifndef TESTS_LIB_RUN_H
#define TESTS_LIB_RUN_H

#include "base/buf.h"

struct run {
	const char *const *argv; /* argv[0] is the path; ends with NULL */
	const char *const *env;	 /* the whole environment; ends with NULL */
	const char *dir;	 /* working folder; NULL = the present one */
	const char *in;		 /* standard input; NULL = /dev/null */
	int out_fd;		 /* standard output; 0 = kept in `out` */
	struct buf out, err;	 /* what was written */
	int status;		 /* exit status, or 128 + the signal */
};

/* Run and wait; kills it, and aborts, when it takes longer than 60 s. */
void run_program(struct run *r);
void run_release(struct run *r);

#endif
