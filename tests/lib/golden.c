#include "tests/lib/golden.h"

#include <stdio.h>
#include <string.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/strlist.h"

/* The characters that a pattern stands for: one or more of them. */
static const struct {
	const char *word, *of;
} words[] = {
	{ "age", "<0123456789.dhmins " },
	{ "port", "0123456789" },
	{ "number", "0123456789," },
	{ "time", "0123456789:.TZ+-" },
	{ "fp", "0123456789abcdef" },
	{ "id", "0123456789abcdef-" },
	{ "*", NULL },
};

/* How many characters at `row` a word of `len` bytes may stand for at most. */
static size_t reach(const char *word, size_t len, const char *row)
{
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (strlen(words[i].word) == len &&
		    !memcmp(words[i].word, word, len))
			return words[i].of ? strspn(row, words[i].of)
					   : strlen(row);
	fprintf(stderr, "# golden: unknown pattern {{%.*s}}\n", (int)len, word);
	return 0;
}

/* `pattern` is behind a {{word}}: blanks match any number of blanks. */
static bool matches_behind(const char *pattern, const char *row)
{
	size_t want = strspn(pattern, " "), have = strspn(row, " ");

	if (!want)
		return golden_row_matches(pattern, row);
	if (!pattern[want] && !row[have])
		return true;
	return have && golden_row_matches(pattern + want, row + have);
}

bool golden_row_matches(const char *pattern, const char *row)
{
	const char *end;
	size_t most;

	while (strncmp(pattern, "{{", 2) != 0 ||
	       !(end = strstr(pattern, "}}"))) {
		if (!*pattern || *pattern != *row)
			return !*pattern && !*row;
		pattern++, row++;
	}
	most = reach(pattern + 2, (size_t)(end - pattern) - 2, row);
	for (size_t n = most; n > 0; n--)
		if (matches_behind(end + 2, row + n))
			return true;
	return false;
}

static const char *row_of(const struct strlist *rows, size_t i)
{
	return i < rows->count ? rows->items[i] : "";
}

static size_t longer(const struct strlist *a, const struct strlist *b)
{
	return a->count > b->count ? a->count : b->count;
}

bool golden_matches(const struct strlist *golden, const struct strlist *rows)
{
	for (size_t i = 0; i < longer(golden, rows); i++)
		if (!golden_row_matches(row_of(golden, i), row_of(rows, i)))
			return false;
	return true;
}

static FILE *open_file(const char *name, const char *mode)
{
	_cleanup_(buf_release) struct buf path = BUF_INIT(512);

	buf_addf(&path, "tests/screen/golden/%s", name);
	return fopen(path.data, mode);
}

bool golden_load(const char *name, struct strlist *ret)
{
	FILE *f = open_file(name, "r");
	char line[4096];

	if (!f)
		return false;
	while (fgets(line, sizeof(line), f))
		strlist_add_n(ret, line, strcspn(line, "\n"));
	fclose(f);
	return true;
}

bool golden_save(const char *name, const struct strlist *golden,
		 const struct strlist *rows)
{
	FILE *f = open_file(name, "w");
	size_t count = rows->count;

	if (!f)
		return false;
	while (count && !*rows->items[count - 1])
		count--;
	for (size_t i = 0; i < count; i++) {
		bool keep =
			golden_row_matches(row_of(golden, i), rows->items[i]);

		fprintf(f, "%s\n", keep ? row_of(golden, i) : rows->items[i]);
	}
	return fclose(f) == 0;
}

void golden_explain(const struct strlist *golden, const struct strlist *rows)
{
	for (size_t i = 0; i < longer(golden, rows); i++)
		if (!golden_row_matches(row_of(golden, i), row_of(rows, i)))
			fprintf(stderr,
				"# row %zu\n#   want |%s|\n#   have |%s|\n", i,
				row_of(golden, i), row_of(rows, i));
}
