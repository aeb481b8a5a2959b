/* A dialog that a late reply opens never comes between someone and what he is
 * at: a key would answer it that was meant for something else. */
#include "tests/unit/tui/desk.h"

static int answered; /* the button, or -1 */

static void answer(struct app *app, int button, void *ctx, const char *text)
{
	(void)app;
	(void)ctx;
	assert_string_equal(text, "");
	answered = button;
}

/* What a reply's callback does. */
static void ask_late(struct desk *d)
{
	struct dialog *dialog = app_dialog(&d->app, "Late", answer, NULL);

	answered = -1;
	text_add(&dialog->text, ROLE_TEXT, "It came when it came.");
	dialog_ask(dialog, "Word", "none");
	dialog->buttons[0] = "Keep";
	dialog->buttons[1] = "Destroy";
	dialog->button_count = 2;
	app_dialog_open(&d->app);
}

static void it_does_not_replace_another(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	desk_expect(&d, "This cluster has no peerings");
	desk_keys(&d, ":address\r");
	desk_expect(&d, "Another agent");
	desk_keys(&d, "\025127.0.0");
	ask_late(&d);
	assert_int_equal(answered, 0);
	desk_keys(&d, ".9:1");
	desk_expect(&d, "Another agent");
	assert_true(desk_shows(&d, "127.0.0.9:1"));
	assert_true(desk_shows(&d, "\"Late\" was not asked"));
	assert_false(desk_shows(&d, "It came when it came."));
	desk_close(&d);
}

static void it_does_not_come_over_the_prompt(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	desk_expect(&d, "This cluster has no peerings");
	desk_keys(&d, ":peering.gen");
	ask_late(&d);
	assert_int_equal(answered, 0);
	desk_keys(&d, "erate\r");
	desk_expect(&d, "Generate a peering token");
	desk_close(&d);
}

static void it_comes_when_nothing_is_in_the_way(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	desk_expect(&d, "This cluster has no peerings");
	ask_late(&d);
	desk_expect(&d, "It came when it came.");
	desk_keys(&d, "\025");
	desk_keys(&d, "\r"); /* in a free field: the last button */
	assert_int_equal(answered, 1);
	assert_true(app_can_ask(&d.app));
	desk_close(&d);
}

#define RECORD                                                                 \
	"{\"ID\":\"11111111-1111-1111-1111-111111111111\",\"Name\":\"west\","  \
	"\"State\":\"PENDING\",\"ModifyIndex\":5,\"Meta\":{}}"

/* The flow says it in its own words. */
static void a_delete_gives_up_when_the_prompt_is_open(void **state)
{
	struct wire_request *record;
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	d.list = "[" RECORD "]";
	desk_expect(&d, "west");
	desk_keys(&d, "D");
	record = desk_request(&d, "GET /v1/peering/west");
	desk_keys(&d, ":peering.gen");
	wire_reply(record, 200, NULL, RECORD);
	for (int i = 0; i < DESK_TURNS && d.app.deleting; i++)
		desk_turn(&d);
	assert_null(d.app.deleting);
	desk_keys(&d, "erate\r");
	desk_expect(&d, "Generate a peering token");
	desk_expect(&d, "when you had gone on");
	assert_int_equal(wire_count(d.wire, "DELETE"), 0);
	desk_close(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_does_not_replace_another),
		cmocka_unit_test(it_does_not_come_over_the_prompt),
		cmocka_unit_test(it_comes_when_nothing_is_in_the_way),
		cmocka_unit_test(a_delete_gives_up_when_the_prompt_is_open),
	};

	return cmocka_run_group_tests_name("dialogs", tests, NULL, NULL);
}
