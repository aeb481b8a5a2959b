/*
 * Waits until one peering has become what it should, by reading its record
 * at a pace that slows down to once a second. What takes an engine's time is
 * driven as in watch.h: await_tick() at await_deadline().
 */
#ifndef NET_AWAIT_H
#define NET_AWAIT_H

#include <stdbool.h>
#include <stdint.h>

struct await;
struct client;
struct clock;
struct err;

enum await_goal {
	AWAIT_HEARD, /* ACTIVE, with a heartbeat that is fresh */
	AWAIT_GONE,  /* no record of that name */
};

#define AWAIT_TIMEOUT_MS 60000 /* unless told otherwise */

/*
 * `since` (seconds since 1970, the server's clock): an older heartbeat does
 * not count, it is from before; -1 = any. `client` and `clock` must outlive
 * it. It starts at the first await_tick.
 */
struct await *await_new(const struct client *client, const struct clock *clock,
			const char *name, enum await_goal goal, int64_t since,
			int timeout_ms);

/* Before it starts: only the peering with this link (peering_link) counts;
 * another one that has its name ends an AWAIT_HEARD. NULL = any. Copied. */
void await_only(struct await *a, const char *link);

/* Cancels its request. NULL is fine. */
void await_free(struct await *a);
void await_freep(struct await **a);

/* Monotonic ms of the next await_tick; -1 = never. */
int64_t await_deadline(const struct await *a);
void await_tick(struct await *a);

/* True when the goal is reached, can no longer be, or the time is up. */
bool await_over(const struct await *a);

/* Whether it was reached; if not, why: ERR_TIMEOUT with what was seen last,
 * or the failure that came last. */
bool await_reached(const struct await *a, struct err *err);

#endif
