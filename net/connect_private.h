/* What the files of the connect engine share. */
#ifndef NET_CONNECT_PRIVATE_H
#define NET_CONNECT_PRIVATE_H

#include "base/attrs.h"
#include "base/err.h"
#include "base/secret.h"
#include "net/connect.h"
#include "net/peering_api.h"
#include "net/token.h"

enum { FROM, TO, SIDES };

enum connect_phase {
	CONNECT_LOOKING,
	CONNECT_PLANNED,
	CONNECT_ACTING,
	CONNECT_UNDOING,
	CONNECT_OVER,
};

/* What has become of a record that this run made. */
enum connect_rest {
	CONNECT_NONE,	  /* it is gone, or there was none */
	CONNECT_REPLACED, /* another peering has its name now, and stays */
	CONNECT_LEFT,	  /* it could not be removed */
};

/* One side as it was found. */
struct connect_found {
	struct http_request *request;	 /* under way; NULL = none */
	char *datacenter, *trust_domain; /* NULL = not known */
	char *name;			 /* of its peering */
	struct peerings record;		 /* of one, or empty: there is none */
	bool made; /* this run made its record, or may have */
	enum connect_rest rest;
};

struct connect {
	const struct connect_plan *plan;
	const struct clock *clock;
	void (*changed)(void *ctx, enum connect_step step);
	void *ctx;

	enum connect_phase phase;
	enum connect_step step;
	struct connect_item items[CONNECT_STEPS];
	struct connect_found sides[SIDES];
	bool linked; /* the two records belong together and are connected */
	bool ok;
	char *link; /* the ID that joins them (peering_link); NULL = unknown */

	struct secret token;
	struct token holds; /* what it says, without its secret: */
	bool decoded;
	struct err misread; /* else why not */
	struct probe *probe;
	struct await *awaits[SIDES];
	int64_t established; /* Date of that reply, or -1 */
	int export_tries;
	bool export_open;	 /* written, but no answer came: it is read */
	struct err unread;	 /* why the imports could not be seen */
	int64_t next_ms, end_ms; /* of polling for imports; monotonic */
	struct err left;	 /* why a record could not be removed */
};

/* The client of a side, and what messages call it. */
const struct connect_side *connect_side(const struct connect *c, int side);

/* The record of a side, or NULL. */
const struct peering *connect_record(const struct connect *c, int side);

void connect_set(struct connect *c, enum connect_step step,
		 enum connect_mark mark, const char *fmt, ...)
	PRINTF_LIKE(4, 5);

/* The running step is done: the next one begins. */
void connect_next(struct connect *c);

/* The running step failed: what this run made is removed, unless it is kept. */
void connect_fail(struct connect *c, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Take back all that is under way. */
void connect_cancel(struct connect *c);

/* Remove what this run made, and no other peering that has its name by now;
 * then it is over. Or stop at that, and name what may be left. */
void connect_begin_undo(struct connect *c);
void connect_stop_undo(struct connect *c, const char *why);

/* Whether Consul has answered, with a yes or a no: it was not lost. */
bool connect_answered(const struct http_reply *reply);

/* A reply that failed, in Consul's words, as a failure of the step. */
void connect_fail_reply(struct connect *c, int side,
			const struct http_reply *reply);

/* What each step does when it begins. */
void connect_begin_look(struct connect *c);
void connect_begin_generate(struct connect *c);
void connect_begin_probe(struct connect *c);
void connect_begin_establish(struct connect *c);
void connect_begin_wait(struct connect *c);
void connect_begin_export(struct connect *c);
void connect_begin_import(struct connect *c);

/* Whether a step that waits for time has come to its end. */
void connect_tick_probe(struct connect *c);
void connect_tick_wait(struct connect *c);
void connect_tick_import(struct connect *c);

#endif
