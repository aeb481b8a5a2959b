#include "tests/lib/console.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "tests/lib/term.h"

#define ENV_MAX 16

static void binary(char path[512])
{
	const char *build = getenv("PEERDECK_BUILD");

	snprintf(path, 512, "%s/peerdeck", build ? build : "build");
}

struct term *console_start(int rows, int cols, const char *addr,
			   const char *const *env)
{
	char path[512], where[300];
	const char *const argv[] = { path, NULL };
	const char *all[ENV_MAX + 2] = { where };

	binary(path);
	snprintf(where, sizeof(where), "CONSUL_HTTP_ADDR=%s", addr);
	for (int i = 0; env && env[i] && i < ENV_MAX; i++)
		all[i + 1] = env[i];
	return term_spawn(rows, cols, argv, all);
}

struct term *console_demo(int rows, int cols)
{
	char path[512];
	const char *const argv[] = { path, "--demo", NULL };

	binary(path);
	return term_spawn(rows, cols, argv, NULL);
}

struct term *console_in_shell(int rows, int cols, const char *addr)
{
	static const char *const shell[] = { "sh", "-i", NULL };
	static const char *const env[] = { "PS1=", "ENV", NULL };
	char path[512], command[1024];
	struct term *t = term_spawn(rows, cols, shell, env);

	binary(path);
	snprintf(command, sizeof(command),
		 "stty sane; CONSUL_HTTP_ADDR=%s %s\n", addr, path);
	term_keys(t, command);
	return t;
}
