/*
 * The recorded runs against a real Consul, when there is one on PATH: tells
 * whether the recordings are still right.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/attrs.h"
#include "base/strlist.h"
#include "tests/lib/cases.h"

/* Find `program` on PATH. */
static bool on_path(const char *program, char *ret, size_t size)
{
	_cleanup_(strlist_release) struct strlist dirs = { 0 };
	const char *path = getenv("PATH");

	strlist_split(&dirs, path ? path : "", ':');
	for (size_t i = 0; i < dirs.count; i++) {
		snprintf(ret, size, "%s/%s", dirs.items[i], program);
		if (dirs.items[i][0] == '/' && !access(ret, X_OK))
			return true;
	}
	return false;
}

int main(void)
{
	char consul[4096];
	const char *const words[] = { consul, "peering", NULL };

	if (!on_path("consul", consul, sizeof(consul))) {
		puts("1..1\nok 1 - no consul on PATH # SKIP");
		return 0;
	}
	return cases_run("tests/contract/cli.json", words);
}
