/* The addresses of last time on the Generate screen. */
#include "base/mem.h"
#include "base/ownfile.h"
#include "net/base64.h"
#include "tests/lib/tmpdir.h"
#include "tests/unit/tui/desk.h"

#define ID    "11111111-1111-1111-1111-111111111111"
#define OTHER "22222222-2222-2222-2222-222222222222"

#define RECORD(id)                                                             \
	"{\"ID\":\"" id "\",\"Name\":\"west\",\"State\":\"PENDING\","          \
	"\"ModifyIndex\":5}"

/* Of the cluster that desk.h plays. */
#define TOKEN(id)                                                              \
	"{\"CA\":[],\"ServerAddresses\":[\"10.0.0.1:8503\"],"                  \
	"\"ServerName\":\"server.dc1.peering.here.consul\",\"PeerID\":\"" id   \
	"\",\"EstablishmentSecret\":\"s\","                                    \
	"\"Remote\":{\"Datacenter\":\"dc1\"}}"

static void open_with(struct desk *d, const char *state_dir, const char *list)
{
	desk_open(d, 80, 24);
	d->app.state_dir = mem_dup(state_dir);
	d->list = list;
	desk_expect(d, *list == '[' && list[1] == ']' ? "no peerings" : "west");
}

static void reply_token(struct wire_request *r)
{
	_cleanup_(buf_release) struct buf text = BUF_INIT(4096);
	_cleanup_(buf_release) struct buf reply = BUF_INIT(4096);

	base64_encode(TOKEN(ID), sizeof(TOKEN(ID)) - 1, &text);
	buf_addf(&reply, "{\"PeeringToken\":\"%s\"}", text.data);
	wire_reply(r, 200, NULL, reply.data);
}

/* A run that generates a token for west with these addresses. */
static void generate_with(const char *state_dir, const char *addresses)
{
	struct desk d;

	open_with(&d, state_dir, "[]");
	desk_keys(&d, "gwest\t\t");
	desk_keys(&d, addresses);
	desk_keys(&d, "\017");
	wire_reply(desk_request(&d, "GET /v1/peering/west"), 404, NULL, "");
	reply_token(desk_request(&d, "POST /v1/peering/token"));
	desk_expect(&d, "Token for west");
	desk_close(&d);
}

/* The first of two: it reads the record and tells what a token would do. */
static void press_generate(struct desk *d, const char *record)
{
	desk_keys(d, "\017");
	wire_reply(desk_request(d, "GET /v1/peering/west"), record ? 200 : 404,
		   NULL, record ? record : "");
}

static char *state_of(const char *top)
{
	struct buf path = BUF_INIT(512);

	buf_addf(&path, "%s/peerdeck", top);
	return buf_take(&path);
}

static void they_are_filled_in_for_an_existing_peering(void **state)
{
	_cleanup_(tmpdir_freep) char *top = tmpdir_new();
	_cleanup_(mem_freep) char *dir = state_of(top);
	struct wire_request *r;
	struct desk d;

	(void)state;
	generate_with(dir, "lb.example:8503");
	open_with(&d, dir, "[" RECORD(ID) "]");
	desk_keys(&d, "gwest");
	desk_expect(&d, "F3 fills in those given today");
	press_generate(&d, RECORD(ID));
	desk_expect(&d, "The addresses are as today, from this machine.");
	desk_expect(&d, "as today, from this machine; F3 clears them");
	press_generate(&d, RECORD(ID));
	r = desk_request(&d, "POST /v1/peering/token");
	assert_non_null(
		strstr(r->body,
		       "\"ServerExternalAddresses\":[\"lb.example:8503\"]"));
	reply_token(r);
	desk_expect(&d, "Token for west");
	desk_close(&d);
}

/* Opened from the peering: at once, with their day. They can be cleared and
 * taken again, and are no loss. */
static void they_can_be_cleared(void **state)
{
	_cleanup_(tmpdir_freep) char *top = tmpdir_new();
	_cleanup_(mem_freep) char *dir = state_of(top);
	struct desk d;

	(void)state;
	generate_with(dir, "lb.example:8503");
	open_with(&d, dir, "[" RECORD(ID) "]");
	d.clock.wall += 86400;
	desk_keys(&d, "\rg");
	desk_expect(&d, "as on 2026-09-21, from this machine; F3 clears them");
	desk_expect(&d, "-server-external-addresses");
	desk_keys(&d, "\033OR");
	desk_expect_gone(&d, "lb.example:8503");
	desk_expect(&d, "F3 fills in those given on 2026-09-21");
	desk_keys(&d, "\033OR");
	desk_expect(&d, "lb.example:8503");
	desk_keys(&d, "\033");
	desk_expect_gone(&d, "Generate a peering token");
	assert_false(desk_shows(&d, "Leave the form?"));
	desk_close(&d);
}

static void what_was_typed_is_not_replaced(void **state)
{
	_cleanup_(tmpdir_freep) char *top = tmpdir_new();
	_cleanup_(mem_freep) char *dir = state_of(top);
	struct desk d;

	(void)state;
	generate_with(dir, "lb.example:8503");
	open_with(&d, dir, "[" RECORD(ID) "]");
	desk_keys(&d, "gwest\t\tnew.example:1");
	press_generate(&d, RECORD(ID));
	desk_expect(&d, "forgotten; those in the");
	assert_true(desk_shows(&d, "new.example:1"));
	assert_false(desk_shows(&d, "lb.example"));
	desk_close(&d);
}

static void another_name_takes_them_away(void **state)
{
	_cleanup_(tmpdir_freep) char *top = tmpdir_new();
	_cleanup_(mem_freep) char *dir = state_of(top);
	struct desk d;

	(void)state;
	generate_with(dir, "lb.example:8503");
	open_with(&d, dir, "[" RECORD(ID) "]");
	desk_keys(&d, "gwest");
	press_generate(&d, RECORD(ID));
	desk_expect(&d, "lb.example:8503");
	desk_keys(&d, "x");
	desk_expect_gone(&d, "lb.example");
	desk_expect(&d, "dialed instead of the servers' own");
	desk_close(&d);
}

static void none_are_known_is_said(void **state)
{
	_cleanup_(tmpdir_freep) char *top = tmpdir_new();
	_cleanup_(mem_freep) char *dir = state_of(top);
	struct desk d;

	(void)state;
	open_with(&d, dir, "[" RECORD(ID) "]");
	desk_keys(&d, "gwest");
	press_generate(&d, RECORD(ID));
	desk_expect(&d, "machine knows of none");
	desk_close(&d);
	generate_with(dir, "");
	open_with(&d, dir, "[" RECORD(ID) "]");
	desk_keys(&d, "gwest");
	press_generate(&d, RECORD(ID));
	desk_expect(&d, "No addresses were given today either");
	desk_close(&d);
}

/* Deleted and made anew: offered for the name, on this cluster only. */
static void a_new_peering_of_that_name_is_offered_them(void **state)
{
	_cleanup_(tmpdir_freep) char *top = tmpdir_new();
	_cleanup_(mem_freep) char *dir = state_of(top);
	struct desk d;

	(void)state;
	generate_with(dir, "lb.example:8503");
	open_with(&d, dir, "[]");
	desk_keys(&d, "gwest");
	desk_expect(&d, "F3 fills in those given today");
	assert_false(desk_shows(&d, "lb.example"));
	desk_keys(&d, "\033OR");
	desk_expect(&d, "lb.example:8503");
	desk_close(&d);

	open_with(&d, dir, "[" RECORD(OTHER) "]");
	d.holds = "GET /v1/connect/ca/roots";
	desk_keys(&d, "gwest");
	wire_reply(desk_request(&d, "GET /v1/connect/ca/roots"), 200, NULL,
		   "{\"TrustDomain\":\"another.consul\"}");
	press_generate(&d, RECORD(OTHER));
	desk_expect(&d, "machine knows of none");
	assert_false(desk_shows(&d, "F3"));
	desk_close(&d);
}

/* It is told, at opening and after the token; nothing else changes. */
static void a_damaged_file_does_no_harm(void **state)
{
	_cleanup_(tmpdir_freep) char *top = tmpdir_new();
	_cleanup_(mem_freep) char *dir = state_of(top);
	struct err err = ERR_INIT;
	struct desk d;

	(void)state;
	assert_true(ownfile_replace(ownfile_dir(dir, &err), "addresses", "x", 1,
				    &err));
	open_with(&d, dir, "[]");
	desk_keys(&d, "gwest");
	desk_expect(&d, "Addresses of earlier tokens are not known");
	desk_keys(&d, "\017");
	wire_reply(desk_request(&d, "GET /v1/peering/west"), 404, NULL, "");
	reply_token(desk_request(&d, "POST /v1/peering/token"));
	desk_expect(&d, "Token for west");
	desk_expect(&d, "not kept for the next time");
	desk_close(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(they_are_filled_in_for_an_existing_peering),
		cmocka_unit_test(they_can_be_cleared),
		cmocka_unit_test(what_was_typed_is_not_replaced),
		cmocka_unit_test(another_name_takes_them_away),
		cmocka_unit_test(none_are_known_is_said),
		cmocka_unit_test(a_new_peering_of_that_name_is_offered_them),
		cmocka_unit_test(a_damaged_file_does_no_harm),
	};

	return cmocka_run_group_tests_name("generate_last", tests, NULL, NULL);
}
