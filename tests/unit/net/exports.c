/* The exported-services entry: what a change makes of it, and what not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/attrs.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/strlist.h"
#include "net/client.h"
#include "net/exports.h"
#include "tests/lib/wire.h"

/* As Consul 1.21 answers, and with what it may say one day. */
#define HEAD "\"Kind\":\"exported-services\",\"Name\":\"default\""
#define TAIL                                                                   \
	"\"Meta\":{\"owner\":\"ops \xc3\xa9\"},\"Future\":[1.50,1e3,null],"    \
	"\"Hash\":14046455566848982441,\"CreateIndex\":236,\"ModifyIndex\":261"
#define ENTRY(services) "{" HEAD ",\"Services\":[" services "]," TAIL "}"
#define WEB                                                                    \
	"{\"Name\":\"web\",\"Consumers\":[{\"Peer\":\"west\",\"X\":1}]"        \
	",\"Y\":\"/\"}"

static struct strlist split(const char *names)
{
	struct strlist list = { 0 };

	if (*names)
		strlist_split(&list, names, ' ');
	return list;
}

static const struct change {
	const char *before; /* NULL: there is no entry */
	const char *add, *remove;
	const char *after; /* NULL: nothing changes */
} changes[] = {
	{ NULL, "web api", "",
	  "{" HEAD ",\"Services\":["
	  "{\"Name\":\"web\",\"Consumers\":[{\"Peer\":\"east\"}]},"
	  "{\"Name\":\"api\",\"Consumers\":[{\"Peer\":\"east\"}]}]}" },
	{ NULL, "", "web", NULL },
	{ ENTRY(WEB), "web", "",
	  ENTRY("{\"Name\":\"web\",\"Consumers\":[{\"Peer\":\"west\",\"X\":1},"
		"{\"Peer\":\"east\"}],\"Y\":\"/\"}") },
	{ ENTRY(WEB), "api", "",
	  ENTRY(WEB
		",{\"Name\":\"api\",\"Consumers\":[{\"Peer\":\"east\"}]}") },
	{ ENTRY(WEB), "*", "",
	  ENTRY(WEB ",{\"Name\":\"*\",\"Consumers\":[{\"Peer\":\"east\"}]}") },
	{ ENTRY("{\"Name\":\"web\",\"Consumers\":[{\"Peer\":\"east\"}]}"),
	  "web", "", NULL },
	/* The last consumer takes the service along; others keep it. */
	{ ENTRY("{\"Name\":\"web\",\"Consumers\":[{\"Peer\":\"east\"}]}"), "",
	  "web", ENTRY("") },
	{ ENTRY("{\"Name\":\"web\",\"Consumers\":[{\"Peer\":\"east\"},"
		"{\"Peer\":\"west\",\"X\":1}],\"Y\":\"/\"}"),
	  "", "web", ENTRY(WEB) },
	{ ENTRY(WEB), "", "web", NULL },
	/* Consul leaves out the list when it is empty. */
	{ "{" HEAD "," TAIL "}", "web", "",
	  "{" HEAD "," TAIL ",\"Services\":["
	  "{\"Name\":\"web\",\"Consumers\":[{\"Peer\":\"east\"}]}]}" },
	{ "{" HEAD ",\"Services\":null," TAIL "}", "web", "",
	  "{" HEAD ",\"Services\":["
	  "{\"Name\":\"web\",\"Consumers\":[{\"Peer\":\"east\"}]}]," TAIL "}" },
	/* It may stand there several times. */
	{ ENTRY(WEB ",{\"Name\":\"web\",\"Consumers\":[{\"Peer\":\"east\"}]}"),
	  "web", "", NULL },
	{ ENTRY(WEB ",{\"Name\":\"web\",\"Consumers\":[{\"Peer\":\"east\"}]}"),
	  "", "web", ENTRY(WEB) },
	/* One of that name in another namespace is another service. */
	{ ENTRY("{\"Name\":\"web\",\"Namespace\":\"team\",\"Consumers\":"
		"[{\"Peer\":\"east\"}]}"),
	  "", "web", NULL },
	{ ENTRY("{\"Name\":\"web\",\"Namespace\":\"team\",\"Consumers\":"
		"[{\"Peer\":\"east\"}]}"),
	  "", "team/web", ENTRY("") },
};

static void a_change_touches_nothing_else(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(changes); i++) {
		const struct change *c = &changes[i];
		_cleanup_(strlist_release) struct strlist add = split(c->add);
		_cleanup_(strlist_release) struct strlist remove =
			split(c->remove);
		_cleanup_(exports_change_release) struct exports_change next = {
			0
		};
		const struct exports_wish wish = { .peer = "east",
						   .add = &add,
						   .remove = &remove };
		struct err err = ERR_INIT;

		assert_true(exports_apply(c->before,
					  c->before ? strlen(c->before) : 0,
					  &wish, &next, &err));
		assert_int_equal(next.changed, c->after != NULL);
		assert_int_equal(next.cas, c->before ? 261 : 0);
		if (c->after)
			assert_string_equal(next.body.data, c->after);
	}
}

static void a_new_entry_is_called_like_the_partition(void **state)
{
	_cleanup_(strlist_release) struct strlist add = split("web");
	_cleanup_(exports_change_release) struct exports_change next = { 0 };
	const struct exports_wish wish = { .partition = "ops",
					   .peer = "east",
					   .add = &add };
	struct err err = ERR_INIT;

	(void)state;
	assert_true(exports_apply(NULL, 0, &wish, &next, &err));
	assert_non_null(strstr(next.body.data, "\"Name\":\"ops\""));
}

static void what_is_no_entry_is_refused(void **state)
{
	static const char *const wrong[] = { "", "null", "[]", "{", "3" };
	static const char index[] = "{\"ModifyIndex\":\"x\"}";
	const struct exports_wish wish = { .peer = "east" };
	struct exports_change next = { 0 };
	struct err err = ERR_INIT;

	(void)state;
	assert_false(
		exports_apply(index, sizeof(index) - 1, &wish, &next, &err));
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		struct exports_list list = { 0 };

		assert_false(exports_apply(wrong[i], strlen(wrong[i]), &wish,
					   &next, &err));
		assert_int_equal(err.kind, ERR_DECODE);
		assert_false(exports_list_decode(wrong[i], strlen(wrong[i]),
						 "east", &list, &err));
	}
}

static void the_peers_services_are_listed_with_who_else_gets_them(void **state)
{
	static const char json[] =
		ENTRY("{\"Name\":\"*\",\"Consumers\":[{\"Peer\":\"west\"}]},"
		      "{\"Name\":\"web\",\"Consumers\":[{\"Peer\":\"west\"},"
		      "{\"Peer\":\"east\"},{\"Partition\":\"ops\"},"
		      "{\"SamenessGroup\":\"eu\"}]},"
		      "{\"Name\":\"web\",\"Consumers\":[{\"Peer\":\"far\"}]},"
		      "{\"Name\":\"db\",\"Namespace\":\"team\",\"Consumers\":"
		      "[{\"Peer\":\"east\"}]},"
		      "{\"Name\":\"odd\"},7");
	struct exports_list list = { 0 };
	struct err err = ERR_INIT;

	(void)state;
	assert_true(exports_list_decode(json, sizeof(json) - 1, "east", &list,
					&err));
	assert_int_equal(list.count, 2);
	assert_string_equal(list.items[0].name, "web");
	assert_string_equal(list.items[0].others,
			    "west, partition ops, sameness group eu, far");
	assert_string_equal(list.items[1].name, "team/db");
	assert_string_equal(list.items[1].others, "");
	exports_list_release(&list);
	assert_true(exports_list_decode(NULL, 0, "east", &list, &err));
	assert_int_equal(list.count, 0);
}

static void lines_are_a_service_each(void **state)
{
	static const char json[] = ENTRY(WEB);
	_cleanup_(strlist_release) struct strlist lines = { 0 };
	struct err err = ERR_INIT;

	(void)state;
	assert_true(exports_lines(json, sizeof(json) - 1, &lines, &err));
	assert_int_equal(lines.count, 6);
	assert_string_equal(lines.items[0], "\"Kind\": \"exported-services\"");
	assert_string_equal(lines.items[2], "\"Services\":");
	assert_non_null(strstr(lines.items[3], "\"web\""));
	assert_int_equal(strncmp(lines.items[3], "  {", 3), 0);
	assert_string_equal(lines.items[5], "\"Future\": [1.50, 1e3, null]");
}

/* --- the calls --- */

struct seen {
	bool done;
	enum exports_outcome outcome;
	int status;
};

static void on_done(void *ctx, const struct http_reply *reply)
{
	struct seen *seen = ctx;

	seen->done = true;
	seen->outcome = exports_outcome(reply);
	seen->status = reply->status;
}

static bool is_done(void *ctx)
{
	return ((struct seen *)ctx)->done;
}

static const struct {
	int status; /* 0: the connection is closed instead */
	const char *body;
	enum exports_outcome outcome;
} outcomes[] = {
	{ 200, "true\n", EXPORTS_WRITTEN },
	{ 200, "false\n", EXPORTS_FASTER },
	{ 200, "<html>Sign in</html>", EXPORTS_OPEN },
	{ 0, "", EXPORTS_OPEN },
	{ 504, "Gateway Time-out", EXPORTS_OPEN },
	{ 403, "lacks permission 'mesh:write'", EXPORTS_REFUSED },
	{ 500, "No cluster leader", EXPORTS_REFUSED },
};

static void the_entry_is_read_and_swapped(void **state)
{
	struct wire *wire = wire_new();
	struct http *http = http_new(&clock_system);
	struct client_config config = { .endpoint.base = wire_base(wire) };
	const struct client client = { http, &config };
	struct seen seen = { 0 };

	(void)state;
	exports_read(&client, on_done, &seen);
	wire_reply(wire_expect(wire, http,
			       "GET /v1/config/exported-services/default"),
		   404, NULL, "Config entry not found");
	wire_until(wire, http, is_done, &seen);
	assert_int_equal(seen.status, 404);
	for (size_t i = 0; i < ARRAY_LEN(outcomes); i++) {
		struct wire_request *r;

		seen = (struct seen){ 0 };
		exports_write(&client, "{}", 261, on_done, &seen);
		r = wire_expect(wire, http, "PUT /v1/config?cas=261");
		assert_string_equal(r->body, "{}");
		if (outcomes[i].status)
			wire_reply(r, outcomes[i].status, NULL,
				   outcomes[i].body);
		else
			wire_hang_up(r);
		wire_until(wire, http, is_done, &seen);
		assert_int_equal(seen.outcome, outcomes[i].outcome);
	}
	config.partition.value = "a b";
	exports_read(&client, on_done, &seen);
	wire_expect(wire, http,
		    "GET /v1/config/exported-services/a%20b?partition=a%20b");
	http_free(http);
	wire_free(wire);
}

static void the_catalog_is_its_names_sorted(void **state)
{
	static const char json[] =
		"{\"web\":[],\"api\":[\"v1\"],\"consul\":[]}";
	_cleanup_(strlist_release) struct strlist names = { 0 };
	struct err err = ERR_INIT;

	(void)state;
	assert_true(
		exports_catalog_decode(json, sizeof(json) - 1, &names, &err));
	assert_int_equal(names.count, 3);
	assert_string_equal(names.items[0], "api");
	assert_string_equal(names.items[2], "web");
	assert_false(exports_catalog_decode("[]", 2, &names, &err));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_change_touches_nothing_else),
		cmocka_unit_test(a_new_entry_is_called_like_the_partition),
		cmocka_unit_test(what_is_no_entry_is_refused),
		cmocka_unit_test(
			the_peers_services_are_listed_with_who_else_gets_them),
		cmocka_unit_test(lines_are_a_service_each),
		cmocka_unit_test(the_entry_is_read_and_swapped),
		cmocka_unit_test(the_catalog_is_its_names_sorted),
	};

	return cmocka_run_group_tests_name("exports", tests, NULL, NULL);
}
