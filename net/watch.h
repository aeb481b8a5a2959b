/*
 * Watching one cluster's peerings: asks for the rights first, then lists by
 * the bell of a waiting query and at an adaptive pace, backs off while errors
 * repeat, keeps the last good rows, and computes each row's health.
 *
 * It lives on http's callbacks and watch_tick().
 */
#ifndef NET_WATCH_H
#define NET_WATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "net/health.h"
#include "net/history.h"
#include "net/peering_api.h"

struct clock;
struct watch;
struct watch_list;

struct watch_row {
	const struct peering *peering;
	int64_t since_ms;   /* monotonic: this run first saw it in its State */
	int32_t seen_s;	    /* since it was heard, at the reply; -1 = never */
	uint32_t changed_s; /* monotonic seconds: this run last saw something
			     * beyond times change, or it appear; 0 = never */
	enum health health;
	bool since_known;	    /* it came into its State during this run */
	bool establish_failed;	    /* this run's own establish failed on it */
	struct history_beats beats; /* when it was heard */
};

enum watch_phase {
	WATCH_STARTING, /* nothing has been answered yet */
	WATCH_LIVE,	/* the last list was good */
	WATCH_FAILING,	/* the last try failed; the rows are the last good */
	WATCH_DENIED,	/* no right to read: nothing is polled any more */
};

struct watch_status {
	enum watch_phase phase;
	struct err err;	     /* of the last failure */
	const char *body;    /* Consul's own words, not cut; "" if none */
	const char *learned; /* what status/leader said meanwhile; "" */
	bool have_rows;	     /* at least one list was good */
	bool filtered;	     /* by ACLs: an empty list is not "none" */
	int64_t data_ms;     /* monotonic: when the rows arrived */
	int64_t date;	     /* their Date, seconds since 1970; -1 */
	int64_t retry_ms;    /* monotonic: the next try, while failing */
	int pace_ms;	     /* the present pace */
	bool reading;	     /* a list is under way, since: */
	int64_t reading_since_ms;
	struct peering_rights rights;
	const struct peering_agent *agent; /* NULL = not known */
	const char *accessor; /* of the ACL token in use; "" = unknown */
	int64_t skew_s;	      /* Date minus the local clock */
	int64_t ahead_s;      /* newest time of a record minus Date; 0 */
};

/* Called inside http_work or watch_tick when rows or status changed. */
typedef void watch_changed_fn(void *ctx);

/* `client` and `clock` must outlive it. It starts at the first watch_tick. */
struct watch *watch_new(const struct client *client, const struct clock *clock,
			watch_changed_fn *changed, void *ctx);

/*
 * A record came (`before` is NULL), went (`after` is), or its State or health
 * is another than in the list before; not called for the first list. Both are
 * borrowed. The new list is not shown yet then.
 */
typedef void watch_change_fn(void *ctx, const struct watch_row *before,
			     const struct watch_row *after);
void watch_tell_changes(struct watch *watch, watch_change_fn *change,
			void *ctx);

/* Cancels its requests. NULL is fine. */
void watch_free(struct watch *watch);

/* Rows in the order of the reply; borrowed until `changed` runs. */
const struct watch_row *watch_rows(const struct watch *watch, size_t *count);

/* The same list, held by the caller (watch_list.h) also after the next one
 * has come; NULL while there is none. */
struct watch_list *watch_hold(const struct watch *watch);
const struct watch_status *watch_status(const struct watch *watch);

/* What changed since this watch began. */
const struct history *watch_history(const struct watch *watch);

/* True while the rows are younger than two paces. */
bool watch_is_live(const struct watch *watch);

/* Ask again now: F5, after a write, another ACL token. Also ends a denial. */
void watch_refresh(struct watch *watch);

/* This run's own establish of `name` failed: it is a leftover at once. */
void watch_establish_failed(struct watch *watch, const char *name);

/* Monotonic ms of the next watch_tick; -1 = never. */
int64_t watch_deadline(const struct watch *watch);
void watch_tick(struct watch *watch);

#endif
