/* The manual page: its parts from the tables are those of the program, and
 * its examples work. */
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "tests/lib/cases.h"
#include "tests/lib/run.h"
#include "tests/lib/sandbox.h"
#include "tests/lib/term.h"
#include "tests/lib/tmpdir.h"

#define PAGE	"man/peerdeck.1"
#define PACE_MS 20
#define STEP_S	5

static void read_page(struct buf *ret)
{
	*ret = (struct buf)BUF_INIT(1024 * 1024);
	assert_true(file_read(PAGE, ret, NULL));
}

/* Each of the two prints its own parts and leaves the other's. */
static void printed_is_as_it_stands(const char *how)
{
	const char *argv[] = { cases_build("peerdeck"), how, NULL };
	const char *env[] = { NULL };
	_cleanup_(buf_release) struct buf page = BUF_INIT(1);
	_cleanup_(run_release) struct run r = { .argv = argv, .env = env };

	read_page(&page);
	r.in = page.data;
	run_program(&r);
	if (strcmp(r.out.data, page.data) != 0)
		fail_msg(PAGE " is not what the tables say: make manual");
}

static void test_the_tables_are_printed(void **state)
{
	(void)state;
	printed_is_as_it_stands("manual");
	printed_is_as_it_stands("-manual-keys");
}

/* The lines between ".\" example: NAME" and ".\" example end", as sh has
 * them; the caller frees. */
static char *example(const char *page, const char *name)
{
	struct buf script = BUF_INIT(4096);
	char begin[64];
	const char *p, *end;

	snprintf(begin, sizeof(begin), ".\\\" example: %s\n", name);
	p = strstr(page, begin);
	assert_non_null(p);
	p += strlen(begin);
	end = strstr(p, ".\\\" example end");
	assert_non_null(end);
	for (; p < end; p++)
		if (*p != '\\' || p[1] != '-')
			buf_addc(&script, *p);
	return buf_take(&script);
}

static void write_config(const char *dir, const struct sandbox *s)
{
	char path[512];
	FILE *file;

	snprintf(path, sizeof(path), "%s/peerdeck", dir);
	mkdir(path, 0700);
	snprintf(path, sizeof(path), "%s/peerdeck/config", dir);
	file = fopen(path, "w");
	assert_non_null(file);
	fprintf(file,
		"context east { address = \"%s\" }\n"
		"context west { address = \"%s\" }\n",
		sandbox_url(s, "east"), sandbox_url(s, "west"));
	fclose(file);
}

struct example {
	const char *name;
	int status;
	bool waits; /* for heartbeats, every 15 s: the sandbox's time runs */
};

static void run_example(const struct sandbox *s, const char *dir,
			const char *page, const struct example *e)
{
	_cleanup_(mem_freep) char *script = example(page, e->name);
	_cleanup_(term_freep) struct term *t = NULL;
	const char *argv[] = { "/bin/sh", "-c", script, NULL };
	char xdg[512], path[8192], bin[4096];
	const char *env[] = { xdg, path, NULL };

	snprintf(bin, sizeof(bin), "%s", cases_build("peerdeck"));
	*strrchr(bin, '/') = '\0';
	snprintf(path, sizeof(path), "PATH=%s:/usr/bin:/bin", bin);
	snprintf(xdg, sizeof(xdg), "XDG_CONFIG_HOME=%s", dir);
	t = term_spawn(24, 250, argv, env);
	while (!term_ended(t)) {
		if (e->waits)
			sandbox_advance(s, STEP_S);
		poll(NULL, 0, PACE_MS);
	}
	if (term_exit_status(t) != e->status)
		term_dump(t);
	assert_int_equal(term_status(t), e->status);
}

static void test_the_examples_work(void **state)
{
	static const char *const args[] = { "-cluster", "east", "-cluster",
					    "west", NULL };
	static const struct example examples[] = {
		{ "check", 1, false }, /* grep: nothing is amiss */
		{ "peer", 0, true },	{ "connect", 0, true },
		{ "inspect", 2, true }, /* the sandbox is on loopback */
		{ "delete", 0, true },
	};
	_cleanup_(sandbox_freep) struct sandbox *s = sandbox_start(args);
	_cleanup_(tmpdir_freep) char *dir = tmpdir_new();
	_cleanup_(buf_release) struct buf page = BUF_INIT(1);

	(void)state;
	write_config(dir, s);
	read_page(&page);
	for (size_t i = 0; i < ARRAY_LEN(examples); i++)
		run_example(s, dir, page.data, &examples[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_tables_are_printed),
		cmocka_unit_test(test_the_examples_work),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
