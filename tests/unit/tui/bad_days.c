/* Servers that are absent, slow, broken or hostile, and what is said then. */
#include "base/mem.h"
#include "tests/unit/tui/desk.h"

static void no_server_says_what_was_tried_and_what_to_do(void **state)
{
	struct client_flags flags = { .http_addr = "127.0.0.1:9" };
	struct err err = ERR_INIT;
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	client_config_release(&d.app.cluster->config);
	assert_true(client_config_load(&flags, getenv, &d.app.cluster->config,
				       &err));
	cluster_watch(d.app.cluster);
	desk_expect(&d, "No answer from Consul");
	desk_expect(&d, "http://127.0.0.1:9");
	desk_expect(&d, "from -http-addr");
	desk_expect(&d, "none: the anonymous one");
	desk_expect(&d, "connection refused");
	desk_expect(&d, "type another address");
	desk_expect(&d, "CONSUL_HTTP_ADDR and CONSUL_HTTP_TOKEN_FILE set both");
	desk_close(&d);
}

/* It takes nothing of the environment. */
static void no_server_of_a_context_names_its_file(void **state)
{
	static const char text[] =
		"context \"west\" { address = \"127.0.0.1:9\" }\n";
	struct err err = ERR_INIT;
	struct desk d;

	(void)state;
	desk_open(&d, 100, 24);
	assert_true(config_file_parse("peerdeck.conf", text, strlen(text),
				      &d.app.file, &err));
	free(d.app.file.path);
	d.app.file.path = mem_dup("peerdeck.conf");
	desk_expect(&d, "This cluster has no peerings");
	desk_keys(&d, ":context west\r");
	desk_expect(&d, "No answer from Consul");
	desk_expect(&d, "The context \"west\" sets both for the next start: "
			"peerdeck.conf");
	assert_false(desk_shows(&d, "CONSUL_HTTP_ADDR"));
	desk_close(&d);
}

static void another_address_can_be_typed(void **state)
{
	struct client_flags flags = { .http_addr = "127.0.0.1:9" };
	struct err err = ERR_INIT;
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	client_config_release(&d.app.cluster->config);
	assert_true(client_config_load(&flags, getenv, &d.app.cluster->config,
				       &err));
	cluster_watch(d.app.cluster);
	desk_expect(&d, "No answer from Consul");
	desk_keys(&d, "a");
	desk_expect(&d, "Another agent");
	desk_keys(&d, "\025ftp://x\r");
	desk_expect(&d, "Unknown protocol scheme");
	desk_expect(&d, "ftp://x");
	desk_keys(&d, "\025");
	desk_keys(&d, wire_addr(d.wire));
	desk_keys(&d, "\r");
	desk_expect(&d, "This cluster has no peerings");
	desk_close(&d);
}

static void a_slow_list_asks_for_the_leader_and_says_so(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	desk_request(&d, "GET /v1/peerings");
	desk_pass(&d, 10001);
	wire_reply(desk_request(&d, "GET /v1/status/leader"), 200, NULL,
		   "\"\"");
	desk_expect(&d, "leader");
	desk_close(&d);
}

static void a_list_that_breaks_off_keeps_the_rows_before(void **state)
{
	struct wire_request *r;
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	d.list = "[{\"ID\":\"x\",\"Name\":\"west\",\"State\":\"PENDING\"}]";
	desk_expect(&d, "west");
	desk_keys(&d, "\033[15~");
	r = desk_request(&d, "GET /v1/peerings");
	wire_sends(r, "HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n[{\"Na");
	wire_hang_up(r);
	desk_expect(&d, "cut off");
	desk_expect(&d, "unused");
	desk_close(&d);
}

static void a_denied_list_names_the_right(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	wire_reply(desk_request(&d, "GET /v1/peerings"), 403, NULL,
		   "Permission denied: anonymous token lacks permission "
		   "'peering:read'");
	desk_expect(&d, "does not let this ACL token read");
	desk_expect(&d, "the ACL token needs: peering");
	desk_expect(&d, "not allowed");
	desk_close(&d);
}

/* Consul's words, or what came instead of them, and that nothing is live. */
static const struct {
	int status;
	const char *body, *says, *means;
} lists[] = {
	{ 404, "Invalid URL path: not a recognized HTTP API endpoint",
	  "Invalid URL path", "no answer" },
	{ 500, "No cluster leader", "No cluster leader", "no answer" },
	{ 500, "", "Consul said (500): nothing", "no answer" },
	{ 200, "[{\"ID\":\"x\",\"Na", "not", "no answer" },
	{ 200, "", "not", "no answer" },
};

static void a_failed_list_says_why(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
		struct desk d;

		desk_open(&d, 80, 24);
		wire_reply(desk_request(&d, "GET /v1/peerings"),
			   lists[i].status, NULL, lists[i].body);
		desk_expect(&d, lists[i].means);
		desk_expect(&d, lists[i].says);
		desk_expect(&d, "type another address");
		desk_expect(&d, "try now");
		desk_close(&d);
	}
}

/* By the answer's Date: 10 minutes ahead of the clock here. */
static void clocks_that_differ_are_told(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	wire_reply(desk_request(&d, "GET /v1/peerings"), 200,
		   "Date: Mon, 21 Sep 2026 14:23:20 GMT\r\n", "[]");
	desk_expect(&d, "live, clocks 600 s apart");
	desk_close(&d);
}

/* What would be refused is not proposed. */
static void an_empty_list_proposes_no_write_that_is_not_allowed(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 60, 15);
	wire_reply(desk_request(&d, "POST /v1/internal/acl/authorize"), 200,
		   NULL,
		   "[{\"Allow\":true},{\"Allow\":false},{\"Allow\":true},"
		   "{\"Allow\":true}]");
	desk_expect(&d, "This cluster has no peerings.");
	desk_expect(&d, "peering:write is missing");
	assert_false(desk_shows(&d, "generates a token"));
	desk_close(&d);
}

/* Not a field: said, though a question is open. */
static void a_paste_into_a_question_without_a_field_is_told(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	desk_expect(&d, "This cluster has no peerings");
	desk_keys(&d, "gwest");
	desk_keys(&d, "\033");
	desk_expect(&d, "Leave the form?");
	desk_keys(&d, "\033[200~hello\033[201~");
	desk_expect(&d, "5 characters were pasted");
	desk_close(&d);
}

/* Escape sequences in names, meta and error bodies are shown, never sent. */
static void hostile_strings_are_made_visible(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 110, 30);
	d.list =
		"[{\"ID\":\"x\",\"Name\":\"a\\u001b[2Jb\",\"State\":"
		"\"A\\u001b]0;x\\u0007\",\"Meta\":{\"k\":\"v\\u001b[31m\\n\"}}]";
	desk_expect(&d, "a^[[2Jb");
	desk_expect(&d, "k=v^[[31m^J");
	desk_keys(&d, "g");
	desk_keys(&d, "west");
	desk_keys(&d, "\017");
	wire_reply(desk_request(&d, "GET /v1/peering/west"), 500, NULL,
		   "bad \033[2J thing \x9b 31m");
	desk_expect(&d, "bad ^[[2J thing");
	for (int i = 0; i < d.grid.w * d.grid.h; i++)
		for (int j = 0; j < CELL_CHARS; j++)
			assert_false(d.grid.cells[i].ch[j] == 0x1b ||
				     d.grid.cells[i].ch[j] == 0x9b);
	desk_close(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_server_says_what_was_tried_and_what_to_do),
		cmocka_unit_test(no_server_of_a_context_names_its_file),
		cmocka_unit_test(another_address_can_be_typed),
		cmocka_unit_test(a_slow_list_asks_for_the_leader_and_says_so),
		cmocka_unit_test(a_list_that_breaks_off_keeps_the_rows_before),
		cmocka_unit_test(a_denied_list_names_the_right),
		cmocka_unit_test(a_failed_list_says_why),
		cmocka_unit_test(clocks_that_differ_are_told),
		cmocka_unit_test(
			an_empty_list_proposes_no_write_that_is_not_allowed),
		cmocka_unit_test(
			a_paste_into_a_question_without_a_field_is_told),
		cmocka_unit_test(hostile_strings_are_made_visible),
	};

	return cmocka_run_group_tests_name("bad days", tests, NULL, NULL);
}
