/* What check.c gathers and check_judge.c judges. */
#ifndef NET_CHECK_PRIVATE_H
#define NET_CHECK_PRIVATE_H

#include <stdint.h>

#include "base/strlist.h"
#include "net/check.h"
#include "net/peering_api.h"

/* What a cluster is asked. */
enum check_question {
	ASK_LEADER,
	ASK_AGENT,
	ASK_ACCESSOR,
	ASK_RIGHTS,
	ASK_ROOTS,
	ASK_LIST,
	ASK_EXPORTS,
	ASK_COUNT,
};

struct check_asked {
	struct http_request *request; /* NULL: not asked, or answered */
	bool done;		      /* answered, or left out */
	bool failed;
	int status; /* 0: no reply */
	char *text; /* why it failed, in Consul's words; owned */
};

struct check_cluster {
	struct check *check;
	char *name;
	const struct client *client; /* NULL: it could not be asked */
	struct check_asked asked[ASK_COUNT];
	int pending; /* requests */
	size_t step;
	bool cancelled;

	char *leader; /* its address; "" = none */
	int64_t took_ms;
	int64_t ahead_s; /* its clock, of this host's; 0 = unknown */
	struct peering_agent agent;
	char *accessor;
	struct peering_rights rights;
	char *trust_domain;
	int64_t ca_not_after; /* of the first to end; 0 = unknown */
	struct peerings list;
	bool filtered;
	int64_t date;		/* of the list; -1 = unknown */
	struct strlist exports; /* service, peer, service, peer, … */
};

struct check {
	const struct clock *clock;
	struct check_cluster **clusters;
	size_t count, cap;
	size_t running;
	check_changed_fn *changed; /* NULL = nobody wants to know */
	void *changed_ctx;
	struct check_finding *findings;
	size_t finding_count, finding_cap;
};

/* Make the findings of what is known by now. */
void check_judge(struct check *check);
void check_forget(struct check *check); /* the findings */

#endif
