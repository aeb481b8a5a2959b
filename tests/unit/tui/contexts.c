/* Several clusters, and which ACL token is in use. */
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/ownfile.h"
#include "tests/lib/tmpdir.h"
#include "tests/unit/tui/desk.h"
#include "tui/settings.h"

/* A context in the file for the desk's own server. */
static void add_context(struct desk *d, const char *name, bool readonly)
{
	struct config_file *file = &d->app.file;
	size_t cap = file->count;

	file->contexts = mem_grow(file->contexts, file->count, &cap,
				  sizeof(*file->contexts));
	file->contexts[file->count++] = (struct config_context){
		.name = mem_dup(name),
		.address = mem_dup(wire_addr(d->wire)),
		.readonly = readonly,
	};
}

static void a_context_is_opened_and_shown_in_turn(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	add_context(&d, "west", true);
	desk_expect(&d, "This cluster has no peerings");
	desk_keys(&d, "o");
	desk_expect(&d, "Only one cluster is open");
	desk_keys(&d, "C");
	desk_expect(&d, "Contexts");
	desk_expect(&d, "west [RO]");
	desk_keys(&d, "\r");
	desk_expect(&d, "west [RO]  dc1");
	desk_keys(&d, "g");
	desk_expect(&d, "read-only");
	desk_keys(&d, "o");
	desk_expect_gone(&d, "[RO]");
	desk_keys(&d, ":context west\r");
	desk_expect(&d, "west [RO]");
	assert_int_equal(d.app.cluster_count, 2);
	desk_close(&d);
}

/* Those opened later too. */
static void a_console_that_is_read_only_opens_no_other(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	add_context(&d, "west", false);
	d.app.readonly = "-readonly";
	desk_expect(&d, "This cluster has no peerings");
	desk_keys(&d, "C");
	desk_expect(&d, "west [RO]");
	desk_keys(&d, "\r");
	desk_expect(&d, "west [RO]  dc1");
	desk_keys(&d, ":context\r");
	desk_expect(&d, "yes  from -readonly");
	desk_close(&d);
}

/* How the cluster that is shown is reached is filled in. */
static void a_context_is_added_to_the_file(void **state)
{
	_cleanup_(tmpdir_freep) char *dir = tmpdir_new();
	_cleanup_(config_file_release) struct config_file file = { 0 };
	struct err err = ERR_INIT;
	char path[512];
	struct desk d;

	(void)state;
	snprintf(path, sizeof(path), "%s/peerdeck/config", dir);
	desk_open(&d, 80, 24);
	d.app.file.path = mem_dup(path);
	desk_expect(&d, "This cluster has no peerings");
	desk_keys(&d, "Ca");
	desk_expect(&d, "A name and an address are needed");
	desk_keys(&d, "east\t\t/run/t\tpass show e");
	desk_expect(&d, "either a file or a command");
	desk_keys(&d, "\017");
	desk_expect(&d, "Not right yet: Token command");
	desk_keys(&d, "\025\033[Z\025");
	desk_keys(&d, "\tpass show e\t\t\tyes");
	desk_keys(&d, "\017");
	desk_expect(&d, "east is in the config file");
	desk_expect(&d, "east [RO]");
	assert_true(config_file_load(path, &file, &err));
	assert_int_equal(file.count, 1);
	assert_string_equal(file.contexts[0].name, "east");
	assert_string_equal(file.contexts[0].address, wire_addr(d.wire));
	assert_int_equal(file.contexts[0].token_command.count, 3);
	assert_string_equal(file.contexts[0].token_command.items[2], "e");
	assert_null(file.contexts[0].token_file);
	assert_true(file.contexts[0].readonly);

	desk_keys(&d, "aeast");
	desk_expect(&d, "there is one of that name");
	desk_keys(&d, "2\t\025not an address");
	desk_expect(&d, "this is no address");
	desk_keys(&d, "\033");
	desk_expect(&d, "Leave the form?");
	desk_close(&d);
}

/* A file that is not good, by whoever: said, and the form stays. */
static void a_file_that_is_bad_is_told_on_writing(void **state)
{
	_cleanup_(tmpdir_freep) char *dir = tmpdir_new();
	struct err err = ERR_INIT;
	char path[512];
	struct desk d;

	(void)state;
	snprintf(path, sizeof(path), "%s/config", dir);
	assert_true(ownfile_replace(ownfile_dir(dir, &err), "config",
				    "them = x\n", 9, &err));
	desk_open(&d, 80, 24);
	desk_expect(&d, "This cluster has no peerings");
	desk_keys(&d, "Ca");
	desk_expect(&d, "no config file to add one to");
	d.app.file.path = mem_dup(path);
	desk_keys(&d, "aeast");
	desk_keys(&d, "\017");
	desk_expect(&d, "Not written");
	desk_expect(&d, "config:1: ");
	desk_expect(&d, "New context");
	desk_close(&d);
}

static void an_unknown_context_is_said(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	desk_expect(&d, "This cluster has no peerings");
	desk_keys(&d, ":context nowhere\r");
	desk_expect(&d, "there is no context \"nowhere\"");
	desk_close(&d);
}

static void every_setting_says_where_it_came_from(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	client_config_set_token(&d.app.cluster->config, "s3cret",
				"what was typed");
	desk_expect(&d, "This cluster has no peerings");
	desk_keys(&d, ":context\r");
	desk_expect(&d, "How this cluster is reached");
	desk_expect(&d, "from -http-addr");
	desk_expect(&d, "given, not shown  from what was typed");
	assert_false(desk_shows(&d, "s3cret"));
	desk_keys(&d, "\r");
	desk_expect_gone(&d, "How this cluster is reached");
	desk_close(&d);
}

static void no_contexts_says_how_to_write_one(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	desk_expect(&d, "This cluster has no peerings");
	desk_keys(&d, "C");
	desk_expect(&d, "There are no contexts");
	desk_expect(&d, "context \"west\" {");
	desk_keys(&d, "\r");
	desk_expect(&d, "There are no contexts");
	desk_close(&d);
}

static void an_acl_token_is_typed_unseen_and_used(void **state)
{
	_cleanup_(mem_freep) char *header = NULL;
	struct wire_request *r;
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	desk_expect(&d, "This cluster has no peerings");
	desk_keys(&d, "T");
	desk_expect(&d, "none, the anonymous token");
	desk_keys(&d, "s3cret");
	desk_expect(&d, "••••••");
	assert_false(desk_shows(&d, "s3cret"));
	d.holds = "POST /v1/internal/acl/authorize";
	desk_keys(&d, "\r");
	r = desk_request(&d, "POST /v1/internal/acl/authorize");
	header = wire_header(r, "X-Consul-Token");
	assert_string_equal(header, "s3cret");
	wire_reply(r, 401, NULL, "ACL support disabled");
	desk_expect(&d, "This cluster has no peerings");
	desk_keys(&d, "T");
	desk_expect(&d, "from what was typed");
	desk_close(&d);
}

#define SHIFT_TAB "\033[Z" /* from the first field to the last button */

/* A refused write is tried again with another token; the form stays. */
static void an_acl_token_is_changed_under_a_form(void **state)
{
	_cleanup_(mem_freep) char *header = NULL;
	struct wire_request *r;
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	desk_expect(&d, "This cluster has no peerings");
	desk_keys(&d, "gwest\017");
	wire_reply(desk_request(&d, "GET /v1/peering/west"), 404, NULL, "");
	r = desk_request(&d, "POST /v1/peering/token");
	wire_reply(r, 403, NULL, "Permission denied");
	desk_expect(&d, "Generating the token");
	desk_keys(&d, SHIFT_TAB);
	desk_keys(&d, "T");
	desk_expect(&d, "Use it");
	desk_keys(&d, "s3cret\r");
	desk_expect(&d, "west");
	desk_keys(&d, "\017");
	r = desk_request(&d, "GET /v1/peering/west");
	header = wire_header(r, "X-Consul-Token");
	assert_string_equal(header, "s3cret");
	desk_close(&d);
}

/* Its page shows what was read with the token in use. */
static void an_acl_token_is_only_shown_on_a_peer(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	d.list = "[{\"ID\":\"1\",\"Name\":\"one\",\"State\":\"PENDING\"}]";
	desk_expect(&d, "one");
	desk_keys(&d, "\r");
	desk_expect(&d, "Overview");
	desk_keys(&d, "T");
	desk_expect(&d, "none, the anonymous token");
	desk_expect(&d, "Another one can be typed on Peers");
	assert_false(desk_shows(&d, "Use it"));
	desk_close(&d);
}

static void a_context_can_have_a_colour(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	add_context(&d, "west", false);
	d.app.file.contexts[0].colour = mem_dup("red");
	d.app.file.contexts[0].confirm = mem_dup("typed");
	desk_expect(&d, "This cluster has no peerings");
	assert_int_equal(d.grid.cells[1].role, ROLE_ACCENT);
	desk_keys(&d, ":context west\r");
	desk_expect(&d, " west   dc1");
	for (int x = 0; x < 6; x++)
		assert_int_equal(d.grid.cells[x].role, ROLE_BADGE_RED);
	assert_true(d.app.cluster->confirm_typed);
	desk_close(&d);
}

/* --- the token_command ---------------------------------------------------- */

struct fifo {
	char dir[32], path[64];
};

static void fifo_init(struct fifo *f)
{
	snprintf(f->dir, sizeof(f->dir), "/tmp/fifo-XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	snprintf(f->path, sizeof(f->path), "%s/f", f->dir);
	assert_int_equal(mkfifo(f->path, 0600), 0);
}

static void fifo_release(const struct fifo *f)
{
	unlink(f->path);
	rmdir(f->dir);
}

/* A context whose token_command prints what comes through the fifo, and fails
 * with its words when that is "no". Returns when it runs. */
static void open_waiting(struct desk *d, const struct fifo *f)
{
	struct config_context *c;

	desk_open(d, 80, 24);
	add_context(d, "west", false);
	c = &d->app.file.contexts[0];
	strlist_add(&c->token_command, "sh");
	strlist_add(&c->token_command, "-c");
	strlist_add(&c->token_command,
		    "read t <\"$0\"; echo \"$t\"; [ \"$t\" != no ] || "
		    "{ echo the store is locked >&2; exit 1; }");
	strlist_add(&c->token_command, f->path);
	c->token_timeout_ms = 30000;
	desk_expect(d, "This cluster has no peerings");
	desk_keys(d, ":context west\r");
	desk_expect(d, "Asking sh for the ACL token");
}

static void print(const struct fifo *f, const char *text)
{
	FILE *to = fopen(f->path, "w");

	assert_non_null(to);
	fputs(text, to);
	fclose(to);
}

static void sent_with(struct desk *d, const char *token)
{
	struct wire_request *r =
		desk_request(d, "POST /v1/internal/acl/authorize");
	_cleanup_(mem_freep) char *header = wire_header(r, "X-Consul-Token");

	assert_string_equal(header, token);
	wire_reply(r, 401, NULL, "ACL support disabled");
	desk_expect(d, "This cluster has no peerings");
}

static void nothing_waits_for_a_token_command(void **state)
{
	struct fifo f;
	struct desk d;

	(void)state;
	fifo_init(&f);
	open_waiting(&d, &f);
	desk_keys(&d, "g");
	desk_expect(&d, "no ACL token for this cluster yet");
	desk_keys(&d, "?");
	desk_expect(&d, "Help");
	desk_keys(&d, "q");
	d.holds = "POST /v1/internal/acl/authorize";
	print(&f, "from-the-store\n");
	sent_with(&d, "from-the-store");
	desk_keys(&d, "T");
	desk_expect(&d, "from its token_command");
	desk_close(&d);
	fifo_release(&f);
}

static void a_token_command_that_fails_runs_again_when_asked(void **state)
{
	struct fifo f;
	struct desk d;

	(void)state;
	fifo_init(&f);
	open_waiting(&d, &f);
	print(&f, "no\n");
	desk_expect(&d, "There is no ACL token for west");
	desk_expect(&d, "sh failed: the store is locked");
	desk_keys(&d, "\033[15~");
	desk_expect(&d, "Asking sh for the ACL token");
	d.holds = "POST /v1/internal/acl/authorize";
	print(&f, "unlocked\n");
	sent_with(&d, "unlocked");
	desk_close(&d);
	fifo_release(&f);
}

static void one_that_is_typed_goes_before_the_token_command(void **state)
{
	struct fifo f;
	struct desk d;

	(void)state;
	fifo_init(&f);
	open_waiting(&d, &f);
	desk_keys(&d, "Tmine");
	d.holds = "POST /v1/internal/acl/authorize";
	desk_keys(&d, "\r");
	sent_with(&d, "mine");
	print(&f, "late\n");
	while (d.app.clusters[1]->acl_token.command)
		desk_turn(&d);
	assert_string_equal(d.app.cluster->config.token.value, "mine");
	desk_close(&d);
	fifo_release(&f);
}

static void a_token_command_has_its_time(void **state)
{
	struct fifo f;
	struct desk d;

	(void)state;
	fifo_init(&f);
	open_waiting(&d, &f);
	desk_pass(&d, 30000);
	desk_expect(&d, "sh was not done after 30 s");
	desk_close(&d);
	fifo_release(&f);
}

/* A key that comes before the next tick acts on nothing of the cluster that was
 * left. */
static void another_cluster_has_none_of_the_rows_before(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	add_context(&d, "west", false);
	strlist_add(&d.app.file.contexts[0].token_command, "cat");
	d.app.file.contexts[0].token_timeout_ms = 30000;
	d.list = "[{\"ID\":\"1\",\"Name\":\"eu\",\"State\":\"PENDING\"}]";
	desk_expect(&d, "eu");
	desk_keys(&d, ":context west\r\r");
	desk_expect(&d, "No peering is selected");
	desk_close(&d);
}

/* What is at work for a context is not touched when another is added, though
 * the file has it no more. */
static void adding_a_context_leaves_a_token_command_alone(void **state)
{
	_cleanup_(tmpdir_freep) char *dir = tmpdir_new();
	char path[512];
	struct fifo f;
	struct desk d;

	(void)state;
	snprintf(path, sizeof(path), "%s/config", dir);
	fifo_init(&f);
	open_waiting(&d, &f);
	d.app.file.path = mem_dup(path);
	desk_keys(&d, "Ca");
	desk_expect(&d, "New context");
	desk_keys(&d, "lab\t127.0.0.1:9\017");
	desk_expect(&d, "lab is in the config file");
	desk_expect(&d, "west");
	desk_keys(&d, "q");
	desk_expect(&d, "Asking sh for the ACL token");
	print(&f, "no\n");
	desk_expect(&d, "sh failed: the store is locked");
	desk_close(&d);
	fifo_release(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_context_is_opened_and_shown_in_turn),
		cmocka_unit_test(a_console_that_is_read_only_opens_no_other),
		cmocka_unit_test(a_context_is_added_to_the_file),
		cmocka_unit_test(a_file_that_is_bad_is_told_on_writing),
		cmocka_unit_test(an_unknown_context_is_said),
		cmocka_unit_test(every_setting_says_where_it_came_from),
		cmocka_unit_test(no_contexts_says_how_to_write_one),
		cmocka_unit_test(an_acl_token_is_typed_unseen_and_used),
		cmocka_unit_test(an_acl_token_is_changed_under_a_form),
		cmocka_unit_test(an_acl_token_is_only_shown_on_a_peer),
		cmocka_unit_test(a_context_can_have_a_colour),
		cmocka_unit_test(nothing_waits_for_a_token_command),
		cmocka_unit_test(
			a_token_command_that_fails_runs_again_when_asked),
		cmocka_unit_test(
			one_that_is_typed_goes_before_the_token_command),
		cmocka_unit_test(a_token_command_has_its_time),
		cmocka_unit_test(another_cluster_has_none_of_the_rows_before),
		cmocka_unit_test(adding_a_context_leaves_a_token_command_alone),
	};

	return cmocka_run_group_tests_name("contexts", tests, NULL, NULL);
}
