/* How establish and delete end: what came of it, or what -wait saw. */
#ifndef CLI_CONFIRM_H
#define CLI_CONFIRM_H

#include <stdint.h>

#include "net/await.h"

struct err;
struct options;
struct session;

struct confirm {
	const char *action;	    /* "establish", for -format=json */
	const char *before, *after; /* Consul's line, around the name */
	enum await_goal goal;	    /* what -wait waits for */
	int64_t since;		    /* see await_new */
};

/*
 * With -wait, wait. Then print that line, or with -format=json
 * {"Name":…,"Action":…,"Confirmed":…}, where Confirmed tells whether -wait
 * has seen it come true. Returns the exit status.
 */
int confirm_done(struct session *s, const struct options *o,
		 const struct confirm *c);

#endif
