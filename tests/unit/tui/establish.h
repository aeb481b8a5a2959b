/* A desk (desk.h) with a token of another cluster, for the tests of Establish.
 */
#ifndef TESTS_UNIT_TUI_ESTABLISH_H
#define TESTS_UNIT_TUI_ESTABLISH_H

#include "base/mem.h"
#include "net/base64.h"
#include "tests/unit/tui/desk.h"

#define SECRET	  "5ec4e700-0000-0000-0000-000000000000"
#define PEER_ID	  "9999aaaa-0000-0000-0000-000000000000"
#define F3	  "\033OR"
#define F4	  "\033OS"
#define F6	  "\033[17~"
#define F7	  "\033[18~"
#define CTRL_C	  "\003"
#define CTRL_O	  "\017"
#define CTRL_U	  "\025"
#define ESC	  "\033"
#define SHIFT_TAB "\033[Z"

/* A token of dc9; without a CA its addresses are dialed in clear, and so the
 * test's own server answers a probe. */
static inline char *token(const char *domain, const char *address)
{
	struct buf json = BUF_INIT(4096), text = BUF_INIT(8192);

	buf_addf(&json,
		 "{\"CA\":null,\"ServerAddresses\":[\"%s\"],\"ServerName\":"
		 "\"server.dc9.peering.%s\",\"PeerID\":\"" PEER_ID "\","
		 "\"EstablishmentSecret\":\"" SECRET "\",\"Remote\":"
		 "{\"Partition\":\"\",\"Datacenter\":\"dc9\"}}",
		 address, domain);
	base64_encode(json.data, json.len, &text);
	buf_release(&json);
	return buf_take(&text);
}

static inline char *good_token(const struct desk *d)
{
	return token("there.consul", wire_addr(d->wire));
}

/* A record of the name dc9, as a read or a list has it. An acceptor's is the
 * one that the token is for. */
static inline char *record(const char *peer_id, const char *state,
			   const char *beat, const char *meta, int index)
{
	struct buf b = BUF_INIT(4096);

	buf_addf(&b,
		 "{\"ID\":\"%s\",\"Name\":\"dc9\",\"State\":\"%s\","
		 "\"PeerID\":\"%s\",\"Meta\":%s,"
		 "\"StreamStatus\":{\"LastHeartbeat\":%s},"
		 "\"CreateIndex\":5,\"ModifyIndex\":%d,\"Remote\":"
		 "{\"Partition\":\"\",\"Datacenter\":\"dc9\"}}",
		 *peer_id ? "11111111-1111-1111-1111-111111111111" : PEER_ID,
		 state, peer_id, meta, beat, index);
	return buf_take(&b);
}

#define PENDING	 record(PEER_ID, "PENDING", "null", "null", 5)
#define ACCEPTOR record("", "PENDING", "null", "null", 5)
#define HEARD	 record(PEER_ID, "ACTIVE", "\"2026-09-21T14:13:21Z\"", "null", 9)

static inline void form_with_token(struct desk *d)
{
	_cleanup_(mem_freep) char *text = good_token(d);

	desk_expect(d, "This cluster has no peerings");
	desk_keys(d, "e");
	desk_expect(d, "Establish a peering");
	desk_paste(d, text);
	desk_expect(d, "dc9, trust domain there.consul");
	desk_expect(d, "free here");
}

/* Returns when the record is being read. */
static inline struct wire_request *submit(struct desk *d)
{
	form_with_token(d);
	desk_keys(d, CTRL_O);
	return desk_request(d, "GET /v1/peering/dc9");
}

static inline struct wire_request *submit_new(struct desk *d)
{
	wire_reply(submit(d), 404, NULL, "Peering not found for \"dc9\"");
	return desk_request(d, "POST /v1/peering/establish");
}

static inline void reads(struct desk *d, int status, char *body)
{
	wire_reply(desk_request(d, "GET /v1/peering/dc9"), status, DESK_DATE,
		   body);
	if (status == 200)
		free(body);
	for (int i = 0; i < 5; i++) /* until the reply has been taken */
		desk_turn(d);
}

static inline size_t sent(const struct desk *d)
{
	return wire_count(d->wire, "POST /v1/peering/establish");
}

#endif
