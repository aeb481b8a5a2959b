/*
 * Faults on order: what goes wrong with which requests of a cluster. Data
 * and rules only; the server carries the plan out.
 */
#ifndef SANDBOX_FAULT_H
#define SANDBOX_FAULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attrs.h"

struct err;

struct fault {
	const struct fault_kind *kind;
	int64_t value; /* milliseconds, a status, bytes a second: its kind's */
	char *path;    /* begins so; NULL: all */
	char *method;  /* NULL: all */
	int64_t times; /* how often it still happens; -1: always */
	int64_t until; /* when it ends by itself, world_ms; 0: never */
};

struct faults {
	struct fault *list;
	size_t count, cap;
};

/* What is to happen to one request. */
struct fault_plan {
	int64_t delay_ms;	  /* before it is looked at */
	int64_t skew_ms;	  /* of the Date header */
	int64_t slow_refusal;	  /* ms that a 403 or 500 takes; 0: none */
	int64_t bytes_per_second; /* a slow trickle; 0: none */
	int status;		  /* answer this instead; 0: the real one */
	bool refuse;		  /* connections are refused */
	bool hang;		  /* never answer */
	bool close;		  /* close without a reply */
	bool garbage;		  /* answer what is no HTTP */
	bool html;		  /* a proxy's page, 200 */
	bool drop;		  /* break off in the middle of the body */
	bool truncate;		  /* end the body early, as if complete */
	bool lost_index;	  /* index 1, no known leader */
	bool no_leader;
};

/*
 * Add what `spec` says: KIND[=VALUE][,path=PREFIX][,method=M][,times=N]
 * [,for=DURATION]. `now` is world_ms.
 */
bool fault_add(struct faults *faults, const char *spec, int64_t now,
	       struct err *err) MUST_CHECK;

/* What happens to this request; uses up `times`. */
void fault_plan(struct faults *faults, const char *method, const char *path,
		int64_t now, struct fault_plan *plan);

/* Are connections refused now? */
bool fault_refuses(const struct faults *faults, int64_t now);

/* When the next one ends by itself; INT64_MAX if none does. */
int64_t fault_next_end(const struct faults *faults, int64_t now);

void fault_clear(struct faults *faults);

/* The names of all kinds, for the usage; ended by NULL. */
const char *fault_name(size_t i);

#endif
