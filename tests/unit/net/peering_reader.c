#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/err.h"
#include "net/peering.h"

#define RECORD(name, more)                                                       \
	"{\"ID\":\"b8e3d7a1-0000-4000-8000-000000000695\",\"Name\":\"" name      \
	"\",\"State\":\"ACTIVE\",\"StreamStatus\":{\"ImportedServices\":[\"a\"," \
	"\"b\"],\"ExportedServices\":[\"c\"],\"LastHeartbeat\":\"2026-10-01T11:" \
	"22:33.000000123Z\",\"LastReceive\":\"2026-10-01T13:22:34.50+02:00\","   \
	"\"LastSend\":null},\"PeerID\":\"e3d99b1f-571d-6de5-cb18-"               \
	"a86ab53be94d\",\"PeerCAPems\":[\"-----BEGIN CERTIFICATE-----\\nAA\\n"   \
	"\"],\"PeerServerName\":\"server.dc9.peering.1111.consul\","             \
	"\"PeerServerAddresses\":[\"10.0.0.1:8503\",\"10.0.0.2:8503\"],"         \
	"\"CreateIndex\":89,\"ModifyIndex\":18446744073709551615,"               \
	"\"Remote\":{\"Partition\":\"\",\"Datacenter\":\"dc9\",\"Locality\":{"   \
	"\"Region\":\"us-west-1\",\"Zone\":\"us-west-1a\"}}" more "}"

/* Sizes of the pieces that replies are fed in; 0 = in one. */
static const size_t splits[] = { 1, 7, 100, 1461, 0 };

static bool read_list(const char *text, size_t split,
		      enum peering_detail detail, struct peerings *ret,
		      struct err *err)
{
	_cleanup_(peering_reader_freep) struct peering_reader *reader =
		peering_reader_new(detail);
	size_t len = strlen(text), n;
	bool ok = true;

	for (size_t i = 0; ok && i < len; i += n) {
		n = split && split < len - i ? split : len - i;
		ok = peering_reader_feed(reader, text + i, n, err);
	}
	return ok && peering_reader_finish(reader, ret, err);
}

static struct peerings read_all(const char *text, enum peering_detail detail)
{
	struct peerings list = { 0 };
	struct err err = ERR_INIT;

	if (!read_list(text, 0, detail, &list, &err))
		fail_msg("%s", err.msg);
	return list;
}

static void reads_every_field(void **state)
{
	_cleanup_(peerings_release) struct peerings list =
		read_all("[" RECORD("west",
				    ",\"Meta\":{\"b\":\"2\",\"a\":\"1\"},"
				    "\"Partition\":\"ap1\",\"DeletedAt\":"
				    "\"2026-10-01T00:00:00Z\"") "]",
			 PEERING_ALL);
	const struct peering *p = list.rows;

	(void)state;
	assert_int_equal(list.count, 1);
	assert_false(list.null);
	assert_string_equal(p->id, "b8e3d7a1-0000-4000-8000-000000000695");
	assert_string_equal(p->name, "west");
	assert_string_equal(p->partition, "ap1");
	assert_string_equal(p->peer_id, "e3d99b1f-571d-6de5-cb18-a86ab53be94d");
	assert_string_equal(p->peer_server_name,
			    "server.dc9.peering.1111.consul");
	assert_int_equal(p->state, PEERING_ACTIVE);
	assert_string_equal(p->state_text, "ACTIVE");
	assert_string_equal(p->remote_datacenter, "dc9");
	assert_string_equal(p->remote[PEERING_REMOTE_REGION], "us-west-1");
	assert_string_equal(p->remote[PEERING_REMOTE_ZONE], "us-west-1a");
	assert_int_equal(p->addresses.count, 2);
	assert_string_equal(p->addresses.items[1], "10.0.0.2:8503");
	assert_int_equal(p->ca_pems.count, 1);
	assert_int_equal(p->imported.count, 2);
	assert_string_equal(p->imported.items[1], "b");
	assert_int_equal(p->exported.count, 1);
	assert_int_equal(p->heartbeat.nsec, 123);
	assert_int_equal(p->receive.sec - p->heartbeat.sec, 1);
	assert_int_equal(p->receive.zone, 120);
	assert_false(p->send.set);
	assert_true(p->deleted_at.set);
	assert_int_equal(p->create_index, 89);
	assert_true(p->modify_index == UINT64_MAX);
	assert_string_equal(peering_meta(p, "a"), "1");
	assert_string_equal(peering_meta(p, "b"), "2");
	assert_null(peering_meta(p, "c"));
	assert_string_equal(p->meta.items[0], "a");
}

static void rows_keep_counts_only_and_share_strings(void **state)
{
	_cleanup_(peerings_release) struct peerings list =
		read_all("[" RECORD("a", "") "," RECORD(
				 "b", ",\"Meta\":{\"k\":\"v\"}") "]",
			 PEERING_ROWS);
	const struct peering *a = &list.rows[0], *b = &list.rows[1];

	(void)state;
	assert_int_equal(list.count, 2);
	assert_int_equal(a->imported.count, 2);
	assert_null(a->imported.items);
	assert_int_equal(a->ca_pems.count, 1);
	assert_null(a->ca_pems.items);
	assert_int_equal(b->addresses.count, 2);
	assert_ptr_equal(a->addresses.items, b->addresses.items);
	assert_ptr_equal(a->peer_server_name, b->peer_server_name);
	assert_ptr_equal(a->remote_datacenter, b->remote_datacenter);
	assert_string_equal(peering_meta(b, "k"), "v");
}

static void rows_share_strings_with_any_row_before(void **state)
{
	_cleanup_(peerings_release) struct peerings list =
		read_all("[{\"Remote\":{\"Datacenter\":\"dc2\"},\"Meta\":{"
			 "\"env\":\"prod\"}},{},{\"Remote\":{\"Datacenter\":"
			 "\"dc2\"},\"Meta\":{\"a\":\"\",\"env\":\"prod\"}}]",
			 PEERING_ROWS);
	const struct peering *a = &list.rows[0], *c = &list.rows[2];

	(void)state;
	assert_ptr_equal(a->remote_datacenter, c->remote_datacenter);
	assert_ptr_equal(peering_meta(a, "env"), peering_meta(c, "env"));
	assert_string_equal(list.rows[1].remote_datacenter, "");
}

static void a_bare_record_is_empty_not_null(void **state)
{
	_cleanup_(peerings_release) struct peerings list =
		read_all("[{\"New\":{\"x\":[1.5,true]},\"Meta\":null,"
			 "\"PeerServerAddresses\":[null],\"Remote\":null}]",
			 PEERING_ALL);
	const struct peering *p = list.rows;

	(void)state;
	assert_string_equal(p->name, "");
	assert_string_equal(p->remote_datacenter, "");
	assert_string_equal(p->state_text, "");
	assert_int_equal(p->state, PEERING_UNDEFINED);
	assert_true(p->imported.null);
	assert_false(p->heartbeat.set);
	assert_false(p->has_locality);
	assert_string_equal(p->addresses.items[0], "");
}

static void keeps_words_of_states_it_does_not_know(void **state)
{
	_cleanup_(peerings_release) struct peerings list =
		read_all("[{\"State\":\"SLEEPING\"},{\"State\":\"PENDING\"}]",
			 PEERING_ROWS);

	(void)state;
	assert_int_equal(list.rows[0].state, PEERING_OTHER);
	assert_string_equal(list.rows[0].state_text, "SLEEPING");
	assert_int_equal(list.rows[1].state, PEERING_PENDING);
}

static void replaces_what_is_not_utf8_as_go_does(void **state)
{
	_cleanup_(peerings_release) struct peerings list =
		read_all("[{\"Name\":\"a\xff\xe2\x82z\",\"Meta\":{\"\x80\":"
			 "\"x\\u0000\\ud800\"}}]",
			 PEERING_ROWS);

	(void)state;
	assert_string_equal(list.rows[0].name,
			    "a\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbdz");
	assert_string_equal(list.rows[0].meta.items[0], "\xef\xbf\xbd");
	assert_string_equal(list.rows[0].meta.items[1],
			    "x\xef\xbf\xbd\xef\xbf\xbd");
}

/* Lists and what Consul's CLI prints of them as JSON (Consul 1.21). */
static const struct {
	const char *text, *json;
} lists[] = {
	{ "[]", "" },
	{ " [ ] \n", "" },
	{ "null", "" },
	{ "\tnull\r\n", "" },
	{ "[{\"Name\": \"bare\", \"State\": \"PENDING\"}]",
	  "{\"ID\":\"\",\"Name\":\"bare\",\"State\":\"PENDING\",\"StreamStatus\":{"
	  "\"ImportedServices\":null,\"ExportedServices\":null,"
	  "\"LastHeartbeat\":null,\"LastReceive\":null,\"LastSend\":null},"
	  "\"CreateIndex\":0,\"ModifyIndex\":0,\"Remote\":{\"Partition\":\"\","
	  "\"Datacenter\":\"\"}}\n" },
	{ "[{\"Name\":\"a\",\"PeerServerAddresses\":[],\"Meta\":{},\"StreamStatus\":{"
	  "\"ImportedServices\":[],\"ExportedServices\":null},\"Remote\":{"
	  "\"Locality\":{}}}\n,{\"Name\":\"<b>\",\"Partition\":\"p\","
	  "\"DeletedAt\":\"2026-10-01T01:02:03+02:00\"}]",
	  "{\"ID\":\"\",\"Name\":\"a\",\"State\":\"\",\"StreamStatus\":{"
	  "\"ImportedServices\":[],\"ExportedServices\":null,"
	  "\"LastHeartbeat\":null,\"LastReceive\":null,\"LastSend\":null},"
	  "\"CreateIndex\":0,\"ModifyIndex\":0,\"Remote\":{\"Partition\":\"\","
	  "\"Datacenter\":\"\",\"Locality\":{\"Region\":\"\",\"Zone\":\"\"}}}\n"
	  "{\"ID\":\"\",\"Name\":\"\\u003cb\\u003e\",\"Partition\":\"p\","
	  "\"DeletedAt\":\"2026-10-01T01:02:03+02:00\",\"State\":\"\","
	  "\"StreamStatus\":{\"ImportedServices\":null,"
	  "\"ExportedServices\":null,\"LastHeartbeat\":null,\"LastReceive\":"
	  "null,\"LastSend\":null},\"CreateIndex\":0,\"ModifyIndex\":0,"
	  "\"Remote\":{\"Partition\":\"\",\"Datacenter\":\"\"}}\n" },
	{ "[" RECORD("w\xc3\xbc]},{", ",\"Meta\":{\"env\":\"\\\"p]\\\\\"}") "]",
	  "{\"ID\":\"b8e3d7a1-0000-4000-8000-000000000695\",\"Name\":\"w\xc3\xbc]"
	  "},{\",\"Meta\":{\"env\":\"\\\"p]\\\\\"},\"State\":\"ACTIVE\","
	  "\"PeerID\":\"e3d99b1f-571d-6de5-cb18-a86ab53be94d\",\"PeerCAPems\":["
	  "\"-----BEGIN CERTIFICATE-----\\nAA\\n\"],\"PeerServerName\":"
	  "\"server.dc9.peering.1111.consul\",\"PeerServerAddresses\":["
	  "\"10.0.0.1:8503\",\"10.0.0.2:8503\"],\"StreamStatus\":{"
	  "\"ImportedServices\":[\"a\",\"b\"],\"ExportedServices\":[\"c\"],"
	  "\"LastHeartbeat\":\"2026-10-01T11:22:33.000000123Z\","
	  "\"LastReceive\":\"2026-10-01T13:22:34.5+02:00\",\"LastSend\":null},"
	  "\"CreateIndex\":89,\"ModifyIndex\":18446744073709551615,"
	  "\"Remote\":{\"Partition\":\"\",\"Datacenter\":\"dc9\",\"Locality\":{"
	  "\"Region\":\"us-west-1\",\"Zone\":\"us-west-1a\"}}}\n" },
};

static void any_split_gives_the_same_json_as_go(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(lists) * ARRAY_LEN(splits); i++) {
		_cleanup_(peerings_release) struct peerings list = { 0 };
		_cleanup_(buf_release) struct buf json = BUF_INIT(10000);
		const char *text = lists[i / ARRAY_LEN(splits)].text;
		struct err err = ERR_INIT;

		if (!read_list(text, splits[i % ARRAY_LEN(splits)], PEERING_ALL,
			       &list, &err))
			fail_msg("%s: %s", text, err.msg);
		for (size_t k = 0; k < list.count; k++) {
			assert_true(peering_json(&json, &list.rows[k]));
			buf_addc(&json, '\n');
		}
		assert_string_equal(json.data,
				    lists[i / ARRAY_LEN(splits)].json);
		assert_int_equal(list.null,
				 strstr(text, "null") && !list.count);
	}
}

#define NOT_A_LIST "peerings: not a list of peerings"
#define DEEP	   "[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]"

static const struct {
	const char *text, *error;
} refused[] = {
	{ "", "peerings: the reply is empty" },
	{ " \n", "peerings: the reply is empty" },
	{ "[", "peerings: the reply breaks off" },
	{ "[{}", "peerings: the reply breaks off" },
	{ "[{},", "peerings: the reply breaks off" },
	{ "[{},{\"Name\":\"x", "peerings: the reply breaks off" },
	{ "nul", "peerings: the reply breaks off" },
	{ "nulk", NOT_A_LIST },
	{ "{}", NOT_A_LIST },
	{ "\"No cluster leader\"", NOT_A_LIST },
	{ "<html>", NOT_A_LIST },
	{ "[{},]", NOT_A_LIST },
	{ "[,{}]", NOT_A_LIST },
	{ "[{}{}]", NOT_A_LIST },
	{ "[{}},", NOT_A_LIST },
	{ "[]]", NOT_A_LIST },
	{ "null null", NOT_A_LIST },
	{ "[null]", NOT_A_LIST },
	{ "[\"west\"]", NOT_A_LIST },
	{ "[{\"Name\":1}]", "peerings: [0].Name: not a string" },
	{ "[{},{\"State\":[]}]", "peerings: [1].State: not a string" },
	{ "[{\"CreateIndex\":-1}]",
	  "peerings: [0].CreateIndex: not a whole number" },
	{ "[{\"Meta\":[]}]", "peerings: [0].Meta: not an object" },
	{ "[{\"Meta\":{\"a\":1}}]",
	  "peerings: [0].Meta: a value is no string" },
	{ "[{\"PeerServerAddresses\":[\"a\",2]}]",
	  "peerings: [0].PeerServerAddresses[1]: not a string" },
	{ "[{\"StreamStatus\":{\"LastHeartbeat\":\"soon\"}}]",
	  "peerings: [0].StreamStatus.LastHeartbeat: not a time" },
	{ "[{\"StreamStatus\":{\"ImportedServices\":{}}}]",
	  "peerings: [0].StreamStatus.ImportedServices: not a list" },
	{ "[{\"Remote\":{\"Datacenter\":{}}}]",
	  "peerings: [0].Remote.Datacenter: not a string" },
	{ "[{\"Remote\":{\"Locality\":{\"Zone\":0}}}]",
	  "peerings: [0].Remote.Locality.Zone: not a string" },
	{ "[{\"x\":" DEEP "}]", "peerings: [0]: nesting too deep" },
};

static void refuses_what_is_no_list_of_peerings(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(refused) * ARRAY_LEN(splits); i++) {
		_cleanup_(peerings_release) struct peerings list = { 0 };
		const char *text = refused[i / ARRAY_LEN(splits)].text;
		struct err err = ERR_INIT;

		assert_false(read_list(text, splits[i % ARRAY_LEN(splits)],
				       PEERING_ROWS, &list, &err));
		assert_int_equal(err.kind, ERR_DECODE);
		assert_string_equal(err.msg,
				    refused[i / ARRAY_LEN(splits)].error);
		assert_null(list.rows);
	}
}

static void refuses_an_element_without_end(void **state)
{
	_cleanup_(peering_reader_freep) struct peering_reader *reader =
		peering_reader_new(PEERING_ROWS);
	char part[4096];
	struct err err = ERR_INIT;
	size_t fed = 0;

	(void)state;
	memset(part, 'x', sizeof(part));
	assert_true(peering_reader_feed(reader, "[{\"Name\":\"", 10, NULL));
	while (peering_reader_feed(reader, part, sizeof(part), &err))
		fed += sizeof(part);
	assert_string_equal(err.msg, "peerings: [0]: too large");
	assert_in_range(fed, 8 << 20 >> 1, 8 << 20);
	assert_false(peering_reader_feed(reader, "\"}]", 3, &err));
	assert_string_equal(err.msg, "peerings: [0]: too large");
}

static void decodes_one_record(void **state)
{
	_cleanup_(peerings_release) struct peerings list = { 0 };
	struct err err = ERR_INIT;

	(void)state;
	assert_true(peering_decode("{\"Name\":\"west\"}", 15, &list, NULL));
	assert_int_equal(list.count, 1);
	assert_string_equal(list.rows[0].name, "west");
	assert_false(peering_decode("{\"Name\":1}", 10, &list, &err));
	assert_string_equal(err.msg, "peering: Name: not a string");
	assert_false(peering_decode("[]", 2, &list, &err));
	assert_string_equal(err.msg, "peering: not an object");
	assert_false(peering_decode("null", 4, &list, &err));
	assert_string_equal(err.msg, "peering: null");
	assert_false(peering_decode("{\"Name\"", 7, &list, &err));
	assert_string_equal(err.msg,
			    "peering: not JSON: breaks off at offset 7");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_every_field),
		cmocka_unit_test(rows_keep_counts_only_and_share_strings),
		cmocka_unit_test(rows_share_strings_with_any_row_before),
		cmocka_unit_test(a_bare_record_is_empty_not_null),
		cmocka_unit_test(keeps_words_of_states_it_does_not_know),
		cmocka_unit_test(replaces_what_is_not_utf8_as_go_does),
		cmocka_unit_test(any_split_gives_the_same_json_as_go),
		cmocka_unit_test(refuses_what_is_no_list_of_peerings),
		cmocka_unit_test(refuses_an_element_without_end),
		cmocka_unit_test(decodes_one_record),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
