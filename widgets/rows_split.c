#include "widgets/rows_split.h"

#include <string.h>

#include "base/attrs.h"
#include "base/kv.h"
#include "base/mem.h"

static const char line_ends[] = "\r\n";

/* A copy of `len` bytes without the white space at both ends. */
static char *trimmed(const char *s, size_t len)
{
	static const char blanks[] = " \t\r\n";

	while (len && strchr(blanks, s[len - 1]))
		len--;
	while (len && strchr(blanks, *s)) {
		s++;
		len--;
	}
	return mem_dup_n(s, len);
}

static void add_piece(struct kv *ret, const char *s, size_t len, int columns)
{
	_cleanup_(mem_freep) char *key = NULL, *value = NULL;
	const char *equals = columns > 1 ? memchr(s, '=', len) : NULL;
	size_t key_len = equals ? (size_t)(equals - s) : len;

	key = trimmed(s, key_len);
	value = equals ? trimmed(equals + 1, len - key_len - 1) : mem_dup("");
	if (equals || *key)
		kv_add(ret, key, value);
}

static size_t to_line_end(const char *s)
{
	return strcspn(s, line_ends);
}

static size_t to_comma(const char *s)
{
	return strcspn(s, ",\t\r\n");
}

/* A value may hold commas: only one that another pair follows ends it. */
static size_t to_next_pair(const char *s)
{
	size_t len = strcspn(s, ",");

	while (s[len]) {
		size_t next = strcspn(s + len + 1, ",");

		if (memchr(s + len + 1, '=', next))
			break;
		len += 1 + next;
	}
	return len;
}

void rows_split(const char *text, int columns, struct kv *ret)
{
	_cleanup_(mem_freep) char *whole = trimmed(text, strlen(text));
	size_t (*end)(const char *s) = columns == 1 ? to_comma
				       : strpbrk(whole, line_ends)
					       ? to_line_end
					       : to_next_pair;

	for (const char *s = whole; *s;) {
		size_t len = end(s);

		add_piece(ret, s, len, columns);
		s += len;
		s += *s != '\0';
	}
}
