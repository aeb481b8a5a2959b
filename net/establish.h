/*
 * Takes a token to an ACTIVE peering on the cluster that dials: reads what is
 * there under the name, probes the token's addresses, sends, and waits for a
 * fresh heartbeat. Where something would be lost, or may not work, it stops
 * and asks. A write is never repeated: when its answer was lost, or was a no,
 * the record is read and tells.
 *
 * An engine as in watch.h: establish_tick() at establish_deadline().
 */
#ifndef NET_ESTABLISH_H
#define NET_ESTABLISH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/kv.h"
#include "net/peering.h"

struct client;
struct clock;
struct establish;
struct probe;

/* What is wanted; copied. */
struct establish_plan {
	const char *name;
	const char *token; /* as token_clean() gives it; must decode */
	size_t token_len;
	const struct kv *meta;
	bool probe; /* false: its addresses have been looked at already */
};

enum establish_step {
	ESTABLISH_READ,
	ESTABLISH_PROBE,
	ESTABLISH_SEND,
	ESTABLISH_FOLLOW, /* until it is ACTIVE with a fresh heartbeat */
	ESTABLISH_LOOK,	  /* what became of the record */
	ESTABLISH_OVER,
};

/* What it stops at; the step goes on with establish_answer(). */
enum establish_question {
	ESTABLISH_NO_QUESTION,
	ESTABLISH_META,	      /* .erased would be: Consul keeps what is given */
	ESTABLISH_REPLACE,    /* the record is ACTIVE: that connection goes */
	ESTABLISH_UNANSWERED, /* no address answers, from this host */
};

enum establish_answer {
	ESTABLISH_BACK,
	ESTABLISH_GO,
	ESTABLISH_KEEP, /* to ESTABLISH_META: send the stored pairs too */
};

enum establish_end {
	ESTABLISH_CONNECTED,
	ESTABLISH_WENT_BACK, /* nothing was sent, as for the next four: */
	ESTABLISH_UNREAD,    /* the record cannot be read: see .err */
	ESTABLISH_IN_USE,    /* the name waits to be dialed: Consul refuses */
	ESTABLISH_DELETING,  /* the name is just being deleted */
	ESTABLISH_UNSENT,    /* no connection: see .err */
	ESTABLISH_REFUSED,   /* Consul said no, or could not dial: see .err */
	ESTABLISH_NOT_DONE,  /* no answer, and the record is as before */
	ESTABLISH_UNKNOWN,   /* no answer, and the record cannot be read */
	ESTABLISH_UNHEARD,   /* sent, but not connected in time: see .err */
	ESTABLISH_UNWATCHED, /* sent, then nobody waited any longer */
};

struct establish_status {
	enum establish_step step;
	int64_t step_ms; /* monotonic: when it began */
	enum establish_question question;
	enum establish_end end; /* when it is over */

	bool existed; /* a record that this cluster dialed, then: */
	enum peering_state before;
	struct kv erased; /* stored pairs that are not given */
	bool kept;	  /* they were given then */

	bool sent;	  /* it may have reached Consul */
	bool accepted;	  /* Consul said so */
	int64_t took_ms;  /* until Consul's answer to it; -1 = none */
	bool answer_lost; /* none came, or it was not waited for: */
	bool cancelled;
	int wait_ms;	 /* how long ESTABLISH_FOLLOW waits */
	struct err seen; /* what it saw last */

	struct err err;	  /* what failed … */
	const char *body; /* … in Consul's own words; "" if none */
	bool leftover;	  /* this run made the record, and it is of no use */
};

/* `client` and `clock` must outlive it; `changed` runs inside http_work() or
 * the functions below when the status has changed. Starts at once. */
struct establish *establish_new(const struct client *client,
				const struct clock *clock,
				const struct establish_plan *plan,
				void (*changed)(void *ctx), void *ctx);

/* Cancels what is under way. NULL is fine. */
void establish_free(struct establish *e);

const struct establish_status *establish_status(const struct establish *e);
const char *establish_name(const struct establish *e);

/* Of its own, or NULL. */
const struct probe *establish_probe(const struct establish *e);

void establish_answer(struct establish *e, enum establish_answer answer);

/* Give up what is under way. After it was sent, the record tells. */
void establish_cancel(struct establish *e);

/* Monotonic ms of the next establish_tick; -1 = never. */
int64_t establish_deadline(const struct establish *e);
void establish_tick(struct establish *e);

#endif
