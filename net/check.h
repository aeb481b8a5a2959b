/*
 * The doctor: looks at one or more clusters and says of each thing whether it
 * is good, and if not, what to do. Asks, never writes.
 */
#ifndef NET_CHECK_H
#define NET_CHECK_H

#include <stdbool.h>
#include <stddef.h>

struct check;
struct client;
struct clock;

enum check_level {		  /* the worse, the higher */
		   CHECK_WAITING, /* the answer has not come yet */
		   CHECK_OK,
		   CHECK_UNKNOWN, /* it may not be read, or this Consul cannot
				     say */
		   CHECK_WARNING,
		   CHECK_FAILURE,
};

const char *check_level_name(enum check_level level); /* "warning" */

/* One line. Owned by the check. */
struct check_finding {
	const char *cluster; /* the name it was added under */
	const char *check;   /* what was looked at: "leader" */
	enum check_level level;
	char *text; /* what was found */
	char *hint; /* what to do; "" when there is nothing to */
};

struct check *check_new(const struct clock *clock);

/* Called inside http_work() whenever there may be other findings. It must not
 * free or cancel the check. */
typedef void check_changed_fn(void *ctx);
void check_tell(struct check *check, check_changed_fn *changed, void *ctx);

/* Cancels what is under way. NULL is fine. */
void check_free(struct check *check);
void check_freep(struct check **check);

/* Look at this cluster too; `client` must outlive the check. */
void check_add(struct check *check, const char *name,
	       const struct client *client);

/* Why a cluster could not even be asked: its context is broken. */
void check_add_failure(struct check *check, const char *name, const char *why);

/* Start all requests, and then run http until it is done. */
void check_start(struct check *check);
bool check_is_done(const struct check *check);

/* Cancel what is under way: those things stay unknown. */
void check_cancel(struct check *check);

/* All findings of now, cluster by cluster; what is between two clusters comes
 * last, when it is done. Borrowed until the next answer. */
const struct check_finding *check_findings(const struct check *check,
					   size_t *count);

/* The worst level of them. */
enum check_level check_worst(const struct check *check);

#endif
