#include "tests/lib/tmpdir.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/attrs.h"
#include "base/mem.h"

/* What is still there at exit: a failed cmocka test jumps over its end. */
static char *left[64];

static int remove_one(const char *path, const struct stat *st, int type,
		      struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	remove(path);
	return 0;
}

static void remove_tree(const char *path)
{
	nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static void remove_left(void)
{
	for (size_t i = 0; i < ARRAY_LEN(left); i++)
		if (left[i])
			remove_tree(left[i]);
}

static char **slot_of(const char *path)
{
	for (size_t i = 0; i < ARRAY_LEN(left); i++)
		if (left[i] == path)
			return &left[i];
	abort();
}

char *tmpdir_new(void)
{
	static int registered;
	const char *tmp = getenv("TMPDIR");
	char path[512];

	if (!registered++)
		atexit(remove_left);
	snprintf(path, sizeof(path), "%s/peerdeck.XXXXXX", tmp ? tmp : "/tmp");
	if (!mkdtemp(path))
		abort();
	return *slot_of(NULL) = mem_dup(path);
}

void tmpdir_freep(char **path)
{
	if (!*path)
		return;
	remove_tree(*path);
	*slot_of(*path) = NULL;
	mem_freep(path);
}
