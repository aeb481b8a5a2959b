/*
 * In the fuzzer's place: feeds one target the files of its corpus, so that
 * they run as plain tests. fuzz_token reads tests/fuzz/corpus/token/.
 */
#include <dirent.h>
#include <locale.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/attrs.h"
#include "base/buf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void feed(const char *path)
{
	_cleanup_(buf_release) struct buf bytes = BUF_INIT(SIZE_MAX);
	FILE *f = fopen(path, "rb");
	char block[4096];
	size_t n;

	if (!f) {
		perror(path);
		exit(1);
	}
	while ((n = fread(block, 1, sizeof(block), f)) > 0)
		buf_add(&bytes, block, n);
	fclose(f);
	LLVMFuzzerTestOneInput((const uint8_t *)bytes.data, bytes.len);
}

static int visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

int main(int argc, char **argv)
{
	const char *name = strrchr(argv[0], '/') + 1 + strlen("fuzz_");
	struct dirent **entries;
	char path[512];
	int count;

	(void)argc;
	setlocale(LC_ALL, "C.UTF-8");
	snprintf(path, sizeof(path), "tests/fuzz/corpus/%s", name);
	count = scandir(path, &entries, visible, alphasort);
	if (count <= 0) {
		printf("not ok 1 - %s is missing or empty\n", path);
		return 1;
	}
	for (int i = 0; i < count; i++) {
		snprintf(path, sizeof(path), "tests/fuzz/corpus/%s/%s", name,
			 entries[i]->d_name);
		feed(path);
		printf("ok %d - %s\n", i + 1, path);
		fflush(stdout); /* the next one may crash */
		free(entries[i]);
	}
	free(entries);
	return 0;
}
