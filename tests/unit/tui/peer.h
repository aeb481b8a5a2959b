/* A desk (desk.h) whose cluster has one peering, west, for the tests of its
 * screen. */
#ifndef TESTS_UNIT_TUI_PEER_H
#define TESTS_UNIT_TUI_PEER_H

#include "base/mem.h"
#include "tests/lib/ca.h"
#include "tests/unit/tui/desk.h"

#define ID    "11111111-1111-1111-1111-111111111111"
#define HEARD "2026-09-21T14:13:16.5Z" /* 4 s before DESK_DATE */
#define DIALED                                                                 \
	"\"PeerID\":\"22222222-2222-2222-2222-222222222222\","                 \
	"\"PeerServerName\":\"server.dc2.peering.x.consul\","                  \
	"\"PeerServerAddresses\":[\"127.0.0.1:1\"],"                           \
	"\"PeerCAPems\":[\"" CA "\",\"none\"],"

/* What a record of these tests differs by. */
struct record {
	const char *id, *state, *more, *imported, *heard;
	int index;
};

static const struct record usual = { ID,    "ACTIVE", "", "[\"api\",\"web\"]",
				     HEARD, 9 };

static inline void add_record(struct buf *out, const struct record *r)
{
	buf_addf(out,
		 "{\"ID\":\"%s\",\"Name\":\"west\",\"State\":\"%s\",%s"
		 "\"Meta\":{\"env\":\"prod\",\"owner\":\"net\"},"
		 "\"StreamStatus\":{\"ImportedServices\":%s,"
		 "\"ExportedServices\":[\"billing\"],\"LastHeartbeat\":\"%s\","
		 "\"LastReceive\":\"%s\",\"LastSend\":null},"
		 "\"CreateIndex\":5,\"ModifyIndex\":%d,"
		 "\"Remote\":{\"Partition\":\"\",\"Datacenter\":\"dc2\","
		 "\"Locality\":{\"Region\":\"eu\",\"Zone\":\"eu-1\"}}}",
		 r->id, r->state, r->more, r->imported, r->heard, r->heard,
		 r->index);
}

struct stage {
	struct desk d;
	char *list, *record;
};

/* From now on the cluster has this; NULL: nothing. */
static inline void set(struct stage *s, const struct record *r)
{
	struct buf list = BUF_INIT(65536), record = BUF_INIT(65536);

	buf_addc(&list, '[');
	if (r) {
		add_record(&list, r);
		add_record(&record, r);
	}
	buf_addc(&list, ']');
	free(s->list);
	free(s->record);
	s->list = buf_take(&list);
	s->record = buf_take(&record);
	s->d.list = s->list;
}

static inline void answer_record(struct stage *s)
{
	wire_reply(desk_request(&s->d, "GET /v1/peering/west"), 200, NULL,
		   s->record);
}

/* Open the screen; the record is asked for and not answered yet. */
static inline void open_unread(struct stage *s, const struct record *r, int w,
			       int h)
{
	*s = (struct stage){ 0 };
	desk_open(&s->d, w, h);
	set(s, r);
	desk_expect(&s->d, "Peers 1");
	desk_keys(&s->d, "\r");
	desk_expect(&s->d, "Overview");
}

static inline void open_peer(struct stage *s, const struct record *r)
{
	open_unread(s, r, 80, 24);
	answer_record(s);
	desk_expect_gone(&s->d, "reading");
}

static inline void close_peer(struct stage *s)
{
	desk_close(&s->d);
	free(s->list);
	free(s->record);
}

#endif
