/* The flag parser: the input's lines are the words of a command line. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/attrs.h"
#include "base/err.h"
#include "base/flags.h"
#include "base/kv.h"
#include "base/mem.h"
#include "base/strlist.h"

#define WORDS_MAX 64

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_(mem_freep) char *text = mem_dup_n((const char *)data, size);
	_cleanup_(strlist_release) struct strlist list = { 0 };
	_cleanup_(kv_release) struct kv map = { 0 };
	const char *string = NULL;
	bool yes = false, help = false;
	int64_t duration = 0, wait = 0;
	const struct flag flags[] = {
		{ .name = "s", .type = FLAG_STRING, .value = &string },
		{ .name = "b", .type = FLAG_BOOL, .value = &yes },
		{ .name = "l", .type = FLAG_LIST, .value = &list },
		{ .name = "m", .type = FLAG_MAP, .value = &map },
		{ .name = "d", .type = FLAG_DURATION, .value = &duration },
		{ .name = "w", .type = FLAG_WAIT, .value = &wait },
	};
	const struct flag_group group = { "", flags, ARRAY_LEN(flags) };
	char *words[WORDS_MAX];
	struct err err = ERR_INIT;
	int argc = 0, rest = 0;
	bool ok;

	for (char *p = text; p && argc < WORDS_MAX; argc++)
		words[argc] = strsep(&p, "\n");
	ok = flags_parse(&group, 1, argc, words, &rest, &help, &err);
	if (ok != (err.kind == ERR_NONE) || rest < 0 || rest > argc ||
	    duration < 0 || wait < FLAG_WAIT_ALONE)
		abort();
	return 0;
}
