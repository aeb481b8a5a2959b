#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <json-c/json.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/clock.h"
#include "sandbox/cluster.h"
#include "sandbox/exports.h"
#include "sandbox/invite.h"
#include "sandbox/js.h"
#include "sandbox/record.h"
#include "sandbox/stream.h"
#include "sandbox/world.h"

enum { SECOND = 1000 };

/* Two clusters whose time stands still until it is pushed. */
struct pair {
	struct clock_fake fake;
	struct world world;
	struct cluster *east, *west;
};

static int set_up(void **state)
{
	static struct pair pair;

	clock_fake_init(&pair.fake, 1700000000);
	world_init(&pair.world, &pair.fake.clock);
	pair.east = cluster_new(&pair.world, "east", "dc1", NULL);
	pair.west = cluster_new(&pair.world, "west", "dc2", NULL);
	world_add(&pair.world, pair.east);
	world_add(&pair.world, pair.west);
	pair.east->grpc_tls_port = 8503;
	*state = &pair;
	return 0;
}

static int tear_down(void **state)
{
	struct pair *pair = *state;

	world_release(&pair->world);
	return 0;
}

static char *generate(struct cluster *c, const char *name)
{
	struct buf token = BUF_INIT(64 * 1024), error = BUF_INIT(1024);
	struct strlist none = { 0 };

	assert_true(cluster_generate(c, name, NULL, &none, &token, &error));
	buf_release(&error);
	return buf_take(&token);
}

/* All of an establish but the dial: false when the secret is refused. */
static bool establish(struct cluster *from, const char *name, const char *token)
{
	struct buf error = BUF_INIT(1024);
	struct invite invite;
	char id[37], stream[37];
	bool ok;

	assert_true(invite_decode(&invite, token, &error));
	assert_true(cluster_establish(from, name, NULL, &invite, id, &error));
	ok = cluster_exchange(world_find_record(from->world, invite.peer_id)
				      ? world_find_record(from->world,
							  invite.peer_id)
						->cluster
				      : from,
			      invite.peer_id, invite.secret, stream);
	if (ok)
		cluster_established(from, id, stream);
	invite_release(&invite);
	buf_release(&error);
	return ok;
}

static void connect(struct pair *pair)
{
	char *token = generate(pair->east, "west");

	assert_true(establish(pair->west, "east", token));
	world_advance(&pair->world, WORLD_CONNECT_MS);
	free(token);
}

static const char *state_of(const struct cluster *c, const char *name)
{
	return record_state(cluster_find(c, name));
}

static void test_token_is_spent_once(void **state)
{
	struct pair *pair = *state;
	char *old = generate(pair->east, "west");
	char *token = generate(pair->east, "west");

	assert_false(establish(pair->west, "old", old)); /* superseded */
	assert_string_equal(state_of(pair->west, "old"), "PENDING");
	assert_true(establish(pair->west, "east", token));
	assert_string_equal(state_of(pair->west, "east"), "ESTABLISHING");
	assert_false(establish(pair->west, "again", token));
	free(old);
	free(token);
}

static void test_connects_and_beats(void **state)
{
	struct pair *pair = *state;
	const struct record *r;

	connect(pair);
	assert_string_equal(state_of(pair->east, "west"), "ACTIVE");
	assert_string_equal(state_of(pair->west, "east"), "ACTIVE");
	r = cluster_find(pair->east, "west");
	assert_string_equal(r->remote_dc, "dc2");
	assert_false(r->stream.heartbeat.set);
	world_advance(&pair->world, 15 * SECOND);
	assert_true(r->stream.heartbeat.set);
	world_advance(&pair->world, 61 * SECOND);
	assert_int_equal(world_now(&pair->world).sec - r->stream.heartbeat.sec,
			 1);
}

static void test_waiters_see_what_consul_wakes_on(void **state)
{
	struct pair *pair = *state;
	uint64_t before;

	connect(pair);
	before = pair->east->table_index[TABLE_PEERINGS];
	world_advance(&pair->world, 60 * SECOND); /* heartbeats don't */
	assert_int_equal(pair->east->table_index[TABLE_PEERINGS], before);
	free(generate(pair->east, "west"));
	assert_true(pair->east->table_index[TABLE_PEERINGS] > before);
	before = pair->east->table_index[TABLE_PEERINGS];
	cluster_delete(pair->west, "east"); /* TERMINATED here */
	assert_true(pair->east->table_index[TABLE_PEERINGS] > before);
}

static void test_delete_terminates_the_other_side(void **state)
{
	struct pair *pair = *state;
	struct buf error = BUF_INIT(1024), token = BUF_INIT(64 * 1024);
	struct strlist none = { 0 };
	char *dead;

	connect(pair);
	cluster_delete(pair->west, "EAST");
	assert_string_equal(state_of(pair->west, "east"), "DELETING");
	assert_null(cluster_find(pair->west, "east")->peer_id);
	assert_string_equal(state_of(pair->east, "west"), "TERMINATED");
	assert_false(cluster_generate(pair->west, "east", NULL, &none, &token,
				      &error)); /* while it is going */
	world_advance(&pair->world, WORLD_REMOVAL_MS);
	assert_null(cluster_find(pair->west, "east"));
	dead = generate(pair->east, "west");
	assert_false(establish(pair->west, "east", dead));
	free(dead);
	buf_release(&error);
	buf_release(&token);
}

static void test_newest_dialer_wins(void **state)
{
	struct pair *pair = *state;
	char *token;

	connect(pair);
	token = generate(pair->east, "west");
	assert_true(establish(pair->west, "second", token));
	world_advance(&pair->world, WORLD_CONNECT_MS);
	assert_string_equal(state_of(pair->west, "second"), "ACTIVE");
	assert_string_equal(state_of(pair->west, "east"), "FAILING");
	world_advance(&pair->world, 600 * SECOND); /* for ever */
	assert_string_equal(state_of(pair->west, "east"), "FAILING");
	assert_string_equal(state_of(pair->east, "west"), "ACTIVE");
	free(token);
}

static void test_hung_peer_is_active_for_50_seconds(void **state)
{
	struct pair *pair = *state;

	connect(pair);
	world_advance(&pair->world, 15 * SECOND);
	pair->west->hung = true;
	world_advance(&pair->world, 49 * SECOND);
	assert_string_equal(state_of(pair->east, "west"), "ACTIVE");
	world_advance(&pair->world, 2 * SECOND);
	assert_string_equal(state_of(pair->east, "west"), "FAILING");
	pair->west->hung = false;
	world_advance(&pair->world, 64 * SECOND);
	assert_string_equal(state_of(pair->east, "west"), "ACTIVE");
}

static void test_leader_change_forgets(void **state)
{
	struct pair *pair = *state;
	const struct record *r;

	connect(pair);
	world_advance(&pair->world, 20 * SECOND);
	stream_forget_all(pair->east, 4 * SECOND);
	r = cluster_find(pair->east, "west");
	assert_string_equal(record_state(r), "PENDING");
	assert_string_equal(r->remote_dc, "dc2");
	assert_false(r->stream.heartbeat.set);
	world_advance(&pair->world, 4 * SECOND);
	assert_string_equal(record_state(r), "ACTIVE");
}

static void test_meta_and_names(void **state)
{
	static const char *const good[] = { "a", "1", "a-b", "a--b" };
	static const char *const bad[] = { "",	  "-a",	 "a-",	"A",
					   "a b", "a.b", "a_b", "\xc3\xa9" };
	struct buf error = BUF_INIT(8192);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		assert_true(record_check_name(good[i], &error));
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_false(record_check_name(bad[i], &error));
	buf_release(&error);
}

static void put_exports(struct cluster *c, const char *services)
{
	exports_set(&c->exports, json_tokener_parse(services), NULL,
		    cluster_write(c, TABLE_EXPORTS));
	stream_sync(c);
}

static void test_exports_become_imports(void **state)
{
	struct pair *pair = *state;
	struct service *s = catalog_new_service(pair->east, "web-1", "web");
	const struct record *r;

	connect(pair);
	catalog_put(&pair->east->catalog, s);
	put_exports(pair->east, "[{\"Name\":\"*\",\"Consumers\":"
				"[{\"Peer\":\"west\"}]}]");
	r = cluster_find(pair->west, "east");
	assert_int_equal(r->stream.imported.count, 1);
	assert_string_equal(r->stream.imported.items[0], "web");
	assert_int_equal(r->imports.count, 1);
	cluster_delete(pair->east, "west");
	assert_int_equal(r->imports.count, 0);	       /* the data go, */
	assert_int_equal(r->stream.imported.count, 1); /* the list stays */
}

int main(void)
{
#define PAIR(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		PAIR(test_token_is_spent_once),
		PAIR(test_connects_and_beats),
		PAIR(test_waiters_see_what_consul_wakes_on),
		PAIR(test_delete_terminates_the_other_side),
		PAIR(test_newest_dialer_wins),
		PAIR(test_hung_peer_is_active_for_50_seconds),
		PAIR(test_leader_change_forgets),
		cmocka_unit_test(test_meta_and_names),
		PAIR(test_exports_become_imports),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
