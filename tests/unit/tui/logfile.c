/* What goes into the log while the console runs. */
#include <sys/resource.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/ownfile.h"
#include "net/base64.h"
#include "tests/lib/tmpdir.h"
#include "tests/unit/tui/desk.h"

#define ACL_TOKEN "22222222-acl-secret-2222"
#define PEERING	  "eyJwZWVyaW5nLXNlY3JldCI6MX0="

static char *log_path(const char *dir)
{
	struct buf path = BUF_INIT(512);

	buf_addf(&path, "%s/log", dir);
	return buf_take(&path);
}

static bool logged(const char *path, const char *text)
{
	_cleanup_(buf_release) struct buf all = BUF_INIT(1 << 20);
	struct err err = ERR_INIT;

	if (!ownfile_read(path, &all, &err))
		fail_msg("%s", err.msg);
	return strstr(all.data, text) != NULL;
}

static void open_log(struct desk *d, const char *path)
{
	struct err err = ERR_INIT;

	if (!logfile_open(&d->app, path, &err))
		fail_msg("%s", err.msg);
}

static void requests_are_logged_without_their_secrets(void **state)
{
	_cleanup_(tmpdir_freep) char *dir = tmpdir_new();
	_cleanup_(mem_freep) char *path = log_path(dir);
	char line[256];
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	open_log(&d, path);
	client_config_set_token(&d.app.cluster->config, ACL_TOKEN,
				"typed here");
	desk_expect(&d, "This cluster has no peerings");
	desk_keys(&d, "gwest\tpass\tmeta-secret");
	desk_keys(&d, "\017");
	wire_reply(desk_request(&d, "GET /v1/peering/west"), 404, NULL, "");
	wire_reply(desk_request(&d, "POST /v1/peering/token"), 200, NULL,
		   "{\"PeeringToken\":\"" PEERING "\"}");
	desk_expect(&d, "Token for west");
	snprintf(line, sizeof(line),
		 "2026-09-21T14:13:20Z POST %s/v1/peering/token 200 0 ms\n",
		 wire_base(d.wire));
	assert_true(logged(path, line));
	assert_true(logged(path, "/v1/peering/west 404 0 ms\n"));
	assert_false(logged(path, ACL_TOKEN));
	assert_false(logged(path, "eyJ"));
	assert_false(logged(path, "meta-secret"));
	desk_close(&d);
}

/* A name cannot make a line of its own, nor steer the terminal of who reads. */
static void what_is_foreign_stays_on_its_line(void **state)
{
	_cleanup_(tmpdir_freep) char *dir = tmpdir_new();
	_cleanup_(mem_freep) char *path = log_path(dir);
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	open_log(&d, path);
	activity_change(&d.app, "a\n2026 forged \033[2J");
	assert_true(logged(path,
			   "2026-09-21T14:13:20Z change a^J2026 forged ^[[2J"));
	desk_close(&d);
}

static void a_file_for_others_is_refused(void **state)
{
	_cleanup_(tmpdir_freep) char *dir = tmpdir_new();
	_cleanup_(mem_freep) char *path = log_path(dir);
	struct err err = ERR_INIT;
	struct app app = { 0 };

	(void)state;
	assert_int_equal(symlink("/tmp/elsewhere", path), 0);
	assert_false(logfile_open(&app, path, &err));
	assert_null(app.log.path);
	assert_false(logfile_open(&app, "", &err));
}

/* Said once, and what goes on goes on. */
static void a_full_disk_is_told_once(void **state)
{
	_cleanup_(tmpdir_freep) char *dir = tmpdir_new();
	_cleanup_(mem_freep) char *path = log_path(dir);
	const struct rlimit none = { 0, RLIM_INFINITY };
	struct rlimit before;
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	open_log(&d, path);
	getrlimit(RLIMIT_FSIZE, &before);
	setrlimit(RLIMIT_FSIZE, &none);
	activity_change(&d.app, "one");
	setrlimit(RLIMIT_FSIZE, &before);
	desk_expect(&d, "The log cannot be written");
	desk_pass(&d, 60000);
	desk_expect_gone(&d, "The log cannot be written");
	setrlimit(RLIMIT_FSIZE, &none);
	activity_change(&d.app, "two");
	setrlimit(RLIMIT_FSIZE, &before);
	assert_false(desk_shows(&d, "The log cannot be written"));
	activity_change(&d.app, "three");
	assert_true(logged(path, "change three\n"));
	desk_close(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(requests_are_logged_without_their_secrets),
		cmocka_unit_test(what_is_foreign_stays_on_its_line),
		cmocka_unit_test(a_file_for_others_is_refused),
		cmocka_unit_test(a_full_disk_is_told_once),
	};

	return cmocka_run_group_tests_name("logfile", tests, NULL, NULL);
}
