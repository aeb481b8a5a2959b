/* The completions, asked as the shells ask; a shell that is not there is
 * skipped. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/attrs.h"
#include "tests/lib/cases.h"
#include "tests/lib/run.h"

static struct run run_shell(const char *shell, const char *script)
{
	static const char *env[] = { "PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8",
				     NULL };
	static const char *argv[5];
	struct run r = { .argv = argv, .env = env };

	argv[0] = shell;
	argv[1] = "-c";
	argv[2] = script;
	argv[3] = cases_build("peerdeck");
	run_program(&r);
	return r;
}

/* What bash offers for `words`, of which the last is being typed. */
static void check_bash(const char *words, const char *offered)
{
	_cleanup_(run_release) struct run r = { 0 };
	char script[1024];

	snprintf(script, sizeof(script),
		 "source <(\"$0\" completion bash); COMP_WORDS=(peerdeck %s); "
		 "COMP_CWORD=$((${#COMP_WORDS[@]}-1)); cd /usr; _peerdeck; "
		 "echo \"${COMPREPLY[@]}\"",
		 words);
	r = run_shell("/bin/bash", script);
	assert_string_equal(r.err.data, "");
	assert_string_equal(r.out.data, offered);
}

static void test_bash(void **state)
{
	(void)state;
	if (access("/bin/bash", X_OK))
		skip();
	check_bash("gen", "generate-token\n");
	check_bash("peer", "peering\n");
	check_bash("peering exp", "exported-services\n");
	check_bash("list -f", "-format\n");
	check_bash("peering list -f", "-format\n");
	check_bash("list -format ''", "pretty json\n");
	check_bash("list -format = j", "json\n");
	check_bash("list -format =", "pretty json\n");
	check_bash("establish -name x -pee", "-peering-token\n");
	check_bash("list -ca-path shar", "share\n");
	check_bash("list -ca-path = shar", "share\n");
	check_bash("completion f", "fish\n");
	check_bash("list -name ''", "\n");
}

static void check_syntax(const char *shell, const char *name)
{
	_cleanup_(run_release) struct run r = { 0 };
	char script[128];

	if (access(shell, X_OK))
		skip();
	snprintf(script, sizeof(script), "\"$0\" completion %s | %s -n", name,
		 shell);
	r = run_shell("/bin/sh", script);
	assert_string_equal(r.err.data, "");
	assert_int_equal(r.status, 0);
}

static void test_zsh(void **state)
{
	(void)state;
	check_syntax("/usr/bin/zsh", "zsh");
}

static void test_fish(void **state)
{
	(void)state;
	check_syntax("/usr/bin/fish", "fish");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bash),
		cmocka_unit_test(test_zsh),
		cmocka_unit_test(test_fish),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
