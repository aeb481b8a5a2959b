/* Several clusters, and which ACL token is in use. */
#include "base/mem.h"
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
	client_config_set_token(&d.app.cluster->config, "s3cret");
	desk_expect(&d, "This cluster has no peerings");
	desk_keys(&d, ":context\r");
	desk_expect(&d, "How this cluster is reached");
	desk_expect(&d, "from -http-addr");
	desk_expect(&d, "given, not shown  from typed here");
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
	desk_expect(&d, "from typed here");
	desk_close(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_context_is_opened_and_shown_in_turn),
		cmocka_unit_test(an_unknown_context_is_said),
		cmocka_unit_test(every_setting_says_where_it_came_from),
		cmocka_unit_test(no_contexts_says_how_to_write_one),
		cmocka_unit_test(an_acl_token_is_typed_unseen_and_used),
	};

	return cmocka_run_group_tests_name("contexts", tests, NULL, NULL);
}
