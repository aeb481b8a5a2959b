/* What fields are offered, source by source. */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/tmpdir.h"
#include "tests/unit/tui/desk.h"

#include "base/mem.h"
#include "net/addressbook.h"
#include "net/config_file.h"
#include "tui/suggest.h"
#include "widgets/rows.h"

#define ID(digit) digit digit digit digit digit digit digit digit "-0000-4000"
#define PEERS                                                                                        \
	"[{\"ID\":\"" ID(                                                                            \
		"1") "-8000-000000000000\",\"Name\":\"web-1\","                                      \
		     "\"State\":\"PENDING\",\"Meta\":{\"env\":\"prod\",\"owner\":\"net\"},"          \
		     "\"PeerID\":\"x\",\"PeerServerAddresses\":[\"10.0.0.1:8503\","                  \
		     "\"10.0.0.2:8503\"],\"Remote\":{\"Datacenter\":\"dc1\"}},"                      \
		     "{\"ID\":\"" ID(                                                                \
			     "2") "-8000-000000000000\",\"Name\":\"web-2\","                         \
				  "\"State\":\"ACTIVE\",\"Meta\":{\"env\":\"test\",\"team\":\"a\"}," \
				  "\"PeerID\":\"y\",\"PeerServerAddresses\":[\"10.9.9.9:8503\"],"    \
				  "\"Remote\":{\"Datacenter\":\"dc9\"}}]"

struct stage {
	struct desk d;
	struct suggest s;
};

static void stage_open(struct stage *t)
{
	desk_open(&t->d, 80, 24);
	t->d.list = PEERS;
	desk_expect(&t->d, "web-2");
	desk_expect(&t->d, "dc1");
	suggest_init(&t->s, &t->d.app, t->d.app.cluster);
}

static void stage_close(struct stage *t)
{
	suggest_release(&t->s);
	desk_close(&t->d);
}

/* For what is typed these are offered, with a blank behind each. */
static void offers(struct stage *t, enum suggest_kind kind, const char *typed,
		   const char *expected)
{
	const struct assist *assist = &t->s.kinds[kind];
	_cleanup_(strlist_release) struct strlist list = { 0 };
	_cleanup_(buf_release) struct buf all = BUF_INIT(4096);

	assist->offer(assist->ctx, typed, &list);
	for (size_t i = 0; i < list.count; i++)
		buf_addf(&all, "%s ", list.items[i]);
	assert_string_equal(all.data, expected);
}

/* --- names, meta ----------------------------------------------------------
 */

static bool is_pending(const struct peering *p)
{
	return p->state == PEERING_PENDING;
}

static void names_are_those_that_may_be_written_again(void **state)
{
	struct stage t;

	(void)state;
	stage_open(&t);
	offers(&t, SUGGEST_NAME, "", "");
	offers(&t, SUGGEST_NAME, "we", "");
	t.s.fits = is_pending;
	offers(&t, SUGGEST_NAME, "we", "web-1 ");
	offers(&t, SUGGEST_NAME, "web-1", "");
	offers(&t, SUGGEST_NAME, "", ""); /* by one key none is had */
	t.s.name = "west";
	offers(&t, SUGGEST_NAME, "", "west ");
	offers(&t, SUGGEST_NAME, "we", "west web-1 ");
	offers(&t, SUGGEST_NAME, "Cluster_02", "cluster-02 ");
	offers(&t, SUGGEST_NAME, "___", "");
	stage_close(&t);
}

static void meta_is_that_of_the_list(void **state)
{
	static const struct rows_kind kind = { .columns = 2,
					       .limits = { 99, 99 },
					       .max = 9 };
	_cleanup_(rows_release) struct rows meta = { 0 };
	_cleanup_(kv_release) struct kv pairs = { 0 };
	struct stage t;

	(void)state;
	stage_open(&t);
	offers(&t, SUGGEST_META_KEY, "", "env owner team ");
	offers(&t, SUGGEST_META_KEY, "o", "owner ");
	offers(&t, SUGGEST_META_VALUE, "", "");
	rows_init(&meta, &kind);
	kv_add(&pairs, "env", "");
	kv_add(&pairs, "x", "y");
	rows_set_kv(&meta, &pairs, false);
	t.s.meta = &meta;
	meta.row = 0;
	offers(&t, SUGGEST_META_KEY, "", "env owner team ");
	offers(&t, SUGGEST_META_VALUE, "", "prod test ");
	offers(&t, SUGGEST_META_VALUE, "t", "test ");
	meta.row = 1;
	offers(&t, SUGGEST_META_KEY, "", "owner team ");
	offers(&t, SUGGEST_META_VALUE, "", "");
	stage_close(&t);
}

/* --- addresses ------------------------------------------------------------
 */

static void add_token(struct stage *t, const char *manual, const char *server)
{
	struct tokens *tokens = &t->d.app.tokens;
	const struct tokens_peering of = { t->d.app.cluster, "n", NULL };
	size_t at = tokens_add(tokens, &of, "?", 1, 0);
	struct token_entry *e = tokens->items[at];

	e->decoded = true;
	strlist_add(&e->token.manual_addresses, manual);
	strlist_add(&e->token.server_addresses, server);
}

static void addresses_come_from_this_runs_tokens_the_newest_first(void **state)
{
	struct stage t;

	(void)state;
	stage_open(&t);
	offers(&t, SUGGEST_ADDRESS, "", "");
	add_token(&t, "lb-1:8503", "10.1.0.1:8503");
	add_token(&t, "lb-2:8503", "10.1.0.1:8503");
	offers(&t, SUGGEST_ADDRESS, "", "lb-2:8503 10.1.0.1:8503 lb-1:8503 ");
	offers(&t, SUGGEST_ADDRESS, "lb-1", "lb-1:8503 ");
	t.d.app.tokens.items[1]->cluster = NULL; /* of another one */
	offers(&t, SUGGEST_ADDRESS, "", "lb-1:8503 10.1.0.1:8503 ");
	t.s.cluster = NULL;
	offers(&t, SUGGEST_ADDRESS, "", "");
	stage_close(&t);
}

static void addresses_of_earlier_runs_are_those_of_this_cluster(void **state)
{
	static char here[] = "server.dc1.peering.here.consul";
	static char other[] = "server.dc11.peering.here.consul";
	static char first[] = "lb.dc1:8503", second[] = "lb.dc11:8503";
	char *of_here[] = { first }, *of_other[] = { second };
	struct addressbook_entry entries[] = {
		{ .cluster = other, .addresses = { of_other, 1, 1 } },
		{ .cluster = NULL, .addresses = { of_other, 1, 1 } },
		{ .cluster = here, .addresses = { of_here, 1, 1 } },
	};
	const struct addressbook book = { entries, ARRAY_LEN(entries), 0 };
	struct stage t;

	(void)state;
	stage_open(&t);
	t.s.book = &book;
	offers(&t, SUGGEST_ADDRESS, "", "lb.dc1:8503 ");
	offers(&t, SUGGEST_ADDRESS, "lb.dc1:8503", "");
	stage_close(&t);
}

/* The list of the second cluster, dc2, has a peering with dc1, which dials. */
static void addresses_are_those_that_others_dial(void **state)
{
	struct config_file *file;
	struct stage t;

	(void)state;
	stage_open(&t);
	t.d.other = wire_new();
	file = &t.d.app.file;
	file->contexts = mem_new(1, sizeof(*file->contexts));
	file->contexts[file->count++] = (struct config_context){
		.name = mem_dup("west"),
		.address = mem_dup(wire_addr(t.d.other)),
	};
	desk_keys(&t.d, ":context west\r");
	desk_expect(&t.d, "dc2");
	wire_reply(desk_request_at(&t.d, t.d.other, "GET /v1/peerings"), 200,
		   DESK_DATE, PEERS);
	desk_expect(&t.d, "web-2");
	assert_int_equal(t.d.app.cluster_count, 2);
	offers(&t, SUGGEST_ADDRESS, "", "10.0.0.1:8503 10.0.0.2:8503 ");
	offers(&t, SUGGEST_ADDRESS, "10.0.0.2", "10.0.0.2:8503 ");
	t.s.cluster = t.d.app.clusters[1]; /* nobody dials dc2 */
	offers(&t, SUGGEST_ADDRESS, "", "");
	stage_close(&t);
}

/* --- partitions, files ----------------------------------------------------
 */

static void partitions_are_those_that_consul_named(void **state)
{
	struct stage t;

	(void)state;
	stage_open(&t);
	offers(&t, SUGGEST_PARTITION, "", "");
	strlist_split(&t.s.partitions, "default,team-a,team-b", ',');
	offers(&t, SUGGEST_PARTITION, "", "default team-a team-b ");
	offers(&t, SUGGEST_PARTITION, "team", "team-a team-b ");
	offers(&t, SUGGEST_PARTITION, "team-a", "");
	offers(&t, SUGGEST_PARTITION, "Team", "");
	stage_close(&t);
}

static void make(const char *dir, const char *name)
{
	char path[300];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	if (name[strlen(name) - 1] == '/') {
		assert_int_equal(mkdir(path, 0700), 0);
		return;
	}
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	close(fd);
}

static void files_are_completed_name_by_name(void **state)
{
	_cleanup_(tmpdir_freep) char *dir = tmpdir_new();
	char typed[400], whole[800];
	struct stage t;

	(void)state;
	stage_open(&t);
	make(dir, "west.token");
	make(dir, "tokens/");
	make(dir, "tokens/east");
	make(dir, ".hidden");
	setenv("HOME", dir, 1);
	offers(&t, SUGGEST_PATH, "~/", "~/tokens/ ~/west.token ");
	offers(&t, SUGGEST_PATH, "~/t", "~/tokens/ ");
	offers(&t, SUGGEST_PATH, "~/tokens/", "~/tokens/east ");
	offers(&t, SUGGEST_PATH, "~/.h", "~/.hidden ");
	offers(&t, SUGGEST_PATH, "~/west.token", "");
	offers(&t, SUGGEST_PATH, "~/nowhere/", "");
	snprintf(typed, sizeof(typed), "%s/w", dir);
	snprintf(whole, sizeof(whole), "%s/west.token ", dir);
	offers(&t, SUGGEST_PATH, typed, whole);
	assert_int_equal(chdir(dir), 0);
	offers(&t, SUGGEST_PATH, "", "tokens/ west.token ");
	offers(&t, SUGGEST_PATH, "we", "west.token ");
	assert_int_equal(chdir("/"), 0);
	stage_close(&t);
}

static void no_more_are_offered_than_are_worth_it(void **state)
{
	_cleanup_(tmpdir_freep) char *dir = tmpdir_new();
	_cleanup_(strlist_release) struct strlist list = { 0 };
	char name[20];
	struct stage t;

	(void)state;
	stage_open(&t);
	for (int i = 0; i < 2 * ASSIST_MAX; i++) {
		snprintf(name, sizeof(name), "f%02d", i);
		make(dir, name);
	}
	setenv("HOME", dir, 1);
	t.s.kinds[SUGGEST_PATH].offer(t.s.kinds[SUGGEST_PATH].ctx, "~/f",
				      &list);
	assert_int_equal(list.count, ASSIST_MAX);
	assert_string_equal(list.items[0], "~/f00");
	stage_close(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_those_that_may_be_written_again),
		cmocka_unit_test(meta_is_that_of_the_list),
		cmocka_unit_test(
			addresses_come_from_this_runs_tokens_the_newest_first),
		cmocka_unit_test(
			addresses_of_earlier_runs_are_those_of_this_cluster),
		cmocka_unit_test(addresses_are_those_that_others_dial),
		cmocka_unit_test(partitions_are_those_that_consul_named),
		cmocka_unit_test(files_are_completed_name_by_name),
		cmocka_unit_test(no_more_are_offered_than_are_worth_it),
	};

	return cmocka_run_group_tests_name("suggest", tests, NULL, NULL);
}
