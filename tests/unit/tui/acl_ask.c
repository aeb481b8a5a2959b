/* What to ask for: which refusal leads to which policy, and for whom. */
#include "base/mem.h"
#include "tests/lib/tmpdir.h"
#include "tests/unit/tui/desk.h"

#define ACCESSOR "0b1b9d0e-3c5a-4d3e-8a55-1f4f0a2b7c11"
#define F5	 "\033[15~"
#define F8	 "\033[19~"
#define CTRL_O	 "\017"
#define CTRL_U	 "\025"
#define REFUSED(right)                                                         \
	"Permission denied: token with AccessorID '" ACCESSOR                  \
	"' lacks permission '" right "'"
#define RIGHTS(peering_read, peering_write, mesh_read, mesh_write)             \
	{                                                                      \
		"POST /v1/internal/acl/authorize", 200,                        \
			"[{\"Allow\":" peering_read                            \
			"},{\"Allow\":" peering_write                          \
			"},{\"Allow\":" mesh_read "},{\"Allow\":" mesh_write   \
			"}]"                                                   \
	}
#define WHOSE                                                                  \
	{                                                                      \
		"GET /v1/acl/token/self", 200,                                 \
			"{\"AccessorID\":\"" ACCESSOR "\"}"                    \
	}
#define WEST "[{\"ID\":\"a\",\"Name\":\"west\",\"State\":\"PENDING\"}]"

static const struct desk_answer all[] = {
	RIGHTS("true", "true", "true", "true"),
	WHOSE,
	{ "GET /v1/peering/west", 200,
	  "{\"ID\":\"a\",\"Name\":\"west\",\"State\":\"PENDING\"}" },
	{ "GET /v1/peering/", 404, "Peering not found" },
	{ "GET /v1/internal/ui/services", 200, "[]" },
	{ "GET /v1/config/", 404, "none" },
	{ "GET /v1/catalog/services", 200, "{\"api\":[]}" },
	{ 0 },
};

static const struct desk_answer reader[] = {
	RIGHTS("true", "false", "true", "false"),
	WHOSE,
	{ 0 },
};

static const struct desk_answer nobody[] = {
	RIGHTS("false", "false", "false", "false"),
	{ "GET /v1/acl/token/self", 200,
	  "{\"AccessorID\":\"00000000-0000-0000-0000-000000000002\"}" },
	{ 0 },
};

static void open_as(struct desk *d, const struct desk_answer *answers,
		    const char *token, const char *shows)
{
	desk_open(d, 80, 24);
	d->answers = answers;
	client_config_set_token(&d->app.cluster->config, token, "typed here");
	cluster_watch(d->app.cluster);
	desk_expect(d, shows);
}

/* Ask, expect these rules, and close it. */
static void expect_rules(struct desk *d, const char *keys, const char *rules)
{
	desk_keys(d, keys);
	desk_expect(d, "What to ask for");
	desk_expect(d, rules);
	desk_keys(d, "\r");
	desk_expect_gone(d, "Ask who administers");
}

static void a_refused_key_leads_to_its_right_alone(void **state)
{
	struct desk d;

	(void)state;
	open_as(&d, reader, "s3cret", "no peerings");
	desk_expect(&d, "F8 shows the policy to ask for");
	desk_keys(&d, F8); /* nothing was tried: all that is missing */
	desk_expect(&d, ACCESSOR " lacks");
	desk_expect(&d, "peering = \"write\"");
	desk_expect(&d, "mesh = \"write\"");
	desk_keys(&d, "\r");
	desk_keys(&d, "g");
	desk_expect(&d, "peering:write is missing");
	desk_keys(&d, F8);
	desk_expect(&d, "peering = \"write\"");
	assert_false(desk_shows(&d, "mesh = "));
	assert_false(desk_shows(&d, "s3cret"));
	desk_close(&d);
}

static void by_its_name_too(void **state)
{
	struct desk d;

	(void)state;
	open_as(&d, reader, "s3cret", "no peerings");
	desk_keys(&d, ":peering.establish\r");
	desk_expect(&d, "peering:write is missing");
	desk_keys(&d, "\025acl.ask\r");
	desk_expect(&d, "peering = \"write\"");
	assert_false(desk_shows(&d, "mesh = "));
	desk_close(&d);
}

static void connecting_needs_the_right_as_well(void **state)
{
	struct desk d;

	(void)state;
	open_as(&d, reader, "s3cret", "no peerings");
	d.app.file.contexts = mem_new(2, sizeof(*d.app.file.contexts));
	d.app.file.count = 2;
	for (size_t i = 0; i < 2; i++)
		d.app.file.contexts[i] = (struct config_context){
			.name = mem_dup(i ? "east" : "west"),
			.address = mem_dup("127.0.0.1:1"),
		};
	desk_keys(&d, "c");
	desk_expect(&d, "peering:write is missing");
	desk_close(&d);
}

static void a_list_that_is_denied_says_what_to_ask_for(void **state)
{
	struct desk d;

	(void)state;
	open_as(&d, nobody, "", "does not let this ACL token read");
	desk_expect(&d, "F8 the policy to ask for");
	desk_keys(&d, F8);
	desk_expect(&d, "The anonymous ACL token lacks");
	desk_close(&d);
}

static void generating_that_is_refused_shows_the_key(void **state)
{
	struct desk d;

	(void)state;
	open_as(&d, all, "s3cret", "no peerings");
	desk_keys(&d, F8);
	desk_expect(&d, "no right is known to be missing");
	desk_keys(&d, "g");
	desk_expect(&d, "Generate a peering token");
	desk_keys(&d, "other");
	desk_expect(&d, "free here");
	desk_keys(&d, CTRL_O);
	wire_reply(desk_request(&d, "POST /v1/peering/token"), 403, NULL,
		   REFUSED("peering:write"));
	desk_expect(&d, "F8 shows the policy to ask for");
	expect_rules(&d, F8, "peering = \"write\"");
	desk_expect(&d, "other"); /* the form is as it was */
	desk_close(&d);
}

static void deleting_that_is_refused_has_a_button(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	d.list = WEST;
	d.answers = all;
	desk_expect(&d, "west");
	desk_expect(&d, "live");
	desk_keys(&d, "D");
	desk_expect(&d, "Delete the peering?");
	desk_keys(&d, "\t\r");
	wire_reply(desk_request(&d, "DELETE /v1/peering/west"), 403, NULL,
		   REFUSED("peering:write"));
	desk_expect(&d, "Not deleted");
	expect_rules(&d, "\t\r", "peering = \"write\"");
	desk_close(&d);
}

static void exports_that_are_refused_ask_for_the_mesh(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	d.list = WEST;
	d.answers = all;
	desk_expect(&d, "west");
	desk_expect(&d, "live");
	desk_keys(&d, "x");
	desk_expect(&d, "Nothing is exported");
	desk_keys(&d, "aapi\r\r");
	desk_expect(&d, "+ to be added");
	desk_keys(&d, "w");
	desk_expect(&d, "as it will be");
	desk_keys(&d, "\t\r");
	wire_reply(desk_request(&d, "PUT /v1/config?cas=0"), 403, NULL,
		   REFUSED("mesh:write"));
	desk_expect(&d, "Not written");
	expect_rules(&d, "\t\r", "mesh = \"write\"");
	desk_close(&d);
}

static void what_the_console_does_without_is_not_asked_for(void **state)
{
	static const struct desk_answer shy[] = {
		RIGHTS("true", "true", "true", "true"),
		WHOSE,
		{ "GET /v1/agent/self", 403, REFUSED("agent:read") },
		{ 0 },
	};
	struct desk d;

	(void)state;
	open_as(&d, shy, "s3cret", "no peerings");
	desk_keys(&d, F8);
	desk_expect(&d, "no right is known to be missing");
	desk_keys(&d, "K"); /* the doctor wants to know it */
	desk_expect(&d, "give the ACL token agent:read; F8 asks for it");
	desk_keys(&d, F8);
	desk_expect(&d, "agent_prefix \"\" { policy = \"read\" }");
	desk_close(&d);
}

static void an_unknown_token_can_be_typed(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	d.holds = "POST /v1/internal/acl/authorize";
	wire_reply(desk_request(&d, "POST /v1/internal/acl/authorize"), 403,
		   NULL, "ACL not found");
	desk_expect(&d, "The right one can be typed");
	desk_expect(&d, "T use another ACL token");
	assert_false(desk_shows(&d, "tart again"));
	assert_false(desk_shows(&d, "F8"));
	desk_close(&d);
}

static void another_token_starts_anew(void **state)
{
	struct desk d;

	(void)state;
	open_as(&d, reader, "s3cret", "no peerings");
	desk_keys(&d, "g");
	desk_expect(&d, "peering:write is missing");
	d.answers = all;
	client_config_set_token(&d.app.cluster->config, "other", "typed here");
	cluster_watch(d.app.cluster);
	desk_expect(&d, "To connect another cluster");
	desk_keys(&d, F8);
	desk_expect(&d, "no right is known to be missing");
	desk_close(&d);
}

static char *read_file(const char *path)
{
	struct buf text = BUF_INIT(1 << 16);
	FILE *f = fopen(path, "r");
	int c;

	assert_non_null(f);
	while ((c = fgetc(f)) != EOF)
		buf_addc(&text, (char)c);
	fclose(f);
	return buf_take(&text);
}

static char *save_policy(struct desk *d)
{
	_cleanup_(tmpdir_freep) char *dir = tmpdir_new();
	char path[512], words[600];

	snprintf(path, sizeof(path), "%s/policy.hcl", dir);
	snprintf(words, sizeof(words), CTRL_U "%s", path);
	desk_keys(d, F8);
	desk_expect(d, "What to ask for");
	desk_keys(d, "\t\t\r");
	desk_expect(d, "Save the policy");
	desk_keys(d, words);
	desk_keys(d, "\r");
	desk_expect(d, "Saved to");
	return read_file(path);
}

/* Everything but the rules is a comment: the file is a policy. */
static void expect_policy(const char *text, const char *rules)
{
	_cleanup_(buf_release) struct buf rest = BUF_INIT(4096);

	for (const char *line = text; *line;) {
		size_t len = strcspn(line, "\n");

		if (*line != '#')
			buf_addf(&rest, "%.*s\n", (int)len, line);
		line += len + (line[len] == '\n');
	}
	while (rest.len && rest.data[rest.len - 1] == '\n')
		rest.data[--rest.len] = '\0';
	assert_string_equal(rest.data, rules);
}

static void the_file_is_a_policy_and_says_for_whom(void **state)
{
	_cleanup_(mem_freep) char *text = NULL;
	struct desk d;

	(void)state;
	open_as(&d, reader, "s3cret", "no peerings");
	desk_keys(&d, "g");
	desk_expect(&d, "peering:write is missing");
	text = save_policy(&d);
	expect_policy(text, "peering = \"write\"");
	assert_non_null(strstr(text, "with the accessor " ACCESSOR));
	assert_non_null(
		strstr(text, "token update -accessor-id " ACCESSOR
			     " -append-policy-name peerdeck-peering-write\n"));
	assert_null(strstr(text, "s3cret"));
	desk_close(&d);
}

static void a_partition_gets_its_block(void **state)
{
	_cleanup_(mem_freep) char *text = NULL;
	struct desk d;

	(void)state;
	open_as(&d, reader, "s3cret", "no peerings");
	d.app.cluster->config.partition.value = "team-a";
	text = save_policy(&d);
	expect_policy(text, "partition \"team-a\" {\n"
			    "  peering = \"write\"\n  mesh = \"write\"\n}");
	d.app.cluster->config.partition.value = NULL;
	desk_close(&d);
}

static void the_anonymous_token_is_never_widened(void **state)
{
	_cleanup_(mem_freep) char *text = NULL;
	struct desk d;

	(void)state;
	open_as(&d, nobody, "", "does not let this ACL token read");
	text = save_policy(&d);
	assert_non_null(strstr(text, "for a new ACL token"));
	assert_non_null(strstr(text, "consul acl token create -policy-name"));
	assert_null(strstr(text, "token update"));
	desk_close(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_refused_key_leads_to_its_right_alone),
		cmocka_unit_test(by_its_name_too),
		cmocka_unit_test(connecting_needs_the_right_as_well),
		cmocka_unit_test(a_list_that_is_denied_says_what_to_ask_for),
		cmocka_unit_test(generating_that_is_refused_shows_the_key),
		cmocka_unit_test(deleting_that_is_refused_has_a_button),
		cmocka_unit_test(exports_that_are_refused_ask_for_the_mesh),
		cmocka_unit_test(
			what_the_console_does_without_is_not_asked_for),
		cmocka_unit_test(an_unknown_token_can_be_typed),
		cmocka_unit_test(another_token_starts_anew),
		cmocka_unit_test(the_file_is_a_policy_and_says_for_whom),
		cmocka_unit_test(a_partition_gets_its_block),
		cmocka_unit_test(the_anonymous_token_is_never_widened),
	};

	return cmocka_run_group_tests_name("acl_ask", tests, NULL, NULL);
}
