#include "cli/output.h"

#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/strlist.h"
#include "base/utf8.h"

#define TEXT_MAX (SIZE_MAX / 4) /* replies are capped, see net/http.h */

void output_init(struct output *out)
{
	out->text = (struct buf)BUF_INIT(TEXT_MAX);
	out->terminal = isatty(STDOUT_FILENO);
}

void output_release(struct output *out)
{
	buf_release(&out->text);
}

void output_foreign(struct output *out, const char *text)
{
	if (out->terminal)
		utf8_scrub(&out->text, text, strlen(text));
	else
		buf_adds(&out->text, text);
}

/* White space as Go's strings.TrimSpace has it. */
static bool is_space(uint32_t cp)
{
	return cp == ' ' || (cp >= '\t' && cp <= '\r') || cp == 0x85 ||
	       cp == 0xa0 || cp == 0x1680 || (cp >= 0x2000 && cp <= 0x200a) ||
	       cp == 0x2028 || cp == 0x2029 || cp == 0x202f || cp == 0x205f ||
	       cp == 0x3000;
}

struct cell {
	const char *s;
	size_t len;
	size_t runes;
};

/* The cell at `line`, without the blanks around it. */
static struct cell cell_at(const char *line)
{
	size_t len = strcspn(line, OUTPUT_CELL), start = len, end = 0;
	struct cell cell = { .s = line };
	size_t runes = 0;

	for (size_t at = 0; at < len;) {
		uint32_t cp;
		size_t next = at + utf8_decode(line + at, len - at, &cp);

		if (!is_space(cp)) {
			start = end ? start : at;
			runes = end ? runes : 0;
			end = next;
			cell.runes = runes + 1;
		}
		runes++;
		at = next;
	}
	if (end) {
		cell.s = line + start;
		cell.len = end - start;
	}
	return cell;
}

/* The line behind the next separator; NULL if there is none. */
static const char *next_cell(const char *line)
{
	line += strcspn(line, OUTPUT_CELL);
	return *line ? line + 1 : NULL;
}

static size_t *measure(const struct strlist *lines)
{
	size_t *widths = NULL, cap = 0, count = 0;

	for (size_t i = 0; i < lines->count; i++) {
		size_t column = 0;

		for (const char *s = lines->items[i]; s; s = next_cell(s)) {
			size_t runes = cell_at(s).runes;

			if (column == count) {
				widths = mem_grow(widths, count, &cap,
						  sizeof(*widths));
				widths[count++] = 0;
			}
			if (widths[column] < runes)
				widths[column] = runes;
			column++;
		}
	}
	return widths;
}

void output_columns(struct output *out, const struct strlist *lines)
{
	_cleanup_(mem_freep) size_t *widths = measure(lines);

	for (size_t i = 0; i < lines->count; i++) {
		size_t column = 0;

		if (i)
			buf_addc(&out->text, '\n');
		for (const char *s = lines->items[i]; s; s = next_cell(s)) {
			struct cell cell = cell_at(s);
			size_t pad = widths[column++] - cell.runes;

			buf_add(&out->text, cell.s, cell.len);
			if (next_cell(s))
				buf_addf(&out->text, "%*s", (int)pad + 2, "");
		}
	}
}

static bool write_all(int fd, const char *bytes, size_t len)
{
	while (len) {
		ssize_t n = write(fd, bytes, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		bytes += n;
		len -= (size_t)n;
	}
	return true;
}

int output_end(struct output *out)
{
	bool ok;

	buf_addc(&out->text, '\n');
	ok = write_all(STDOUT_FILENO, out->text.data, out->text.len);
	if (!ok && errno != EPIPE)
		output_error("Error writing to standard output: %s",
			     strerror(errno));
	buf_clear(&out->text);
	return ok ? 0 : 1;
}

/* Lines and their blanks are Consul's; what else controls is made visible. */
static void scrub_lines(struct buf *out, const char *text)
{
	while (*text) {
		size_t len = strcspn(text, "\n\t");

		utf8_scrub(out, text, len);
		text += len;
		if (*text)
			buf_addc(out, *text++);
	}
}

void output_error(const char *fmt, ...)
{
	_cleanup_(buf_release) struct buf line = BUF_INIT(TEXT_MAX);
	_cleanup_(buf_release) struct buf text = BUF_INIT(TEXT_MAX);
	va_list args;

	va_start(args, fmt);
	buf_addv(&text, fmt, args);
	va_end(args);
	if (isatty(STDERR_FILENO))
		scrub_lines(&line, text.data);
	else
		buf_add(&line, text.data, text.len);
	buf_addc(&line, '\n');
	write_all(STDERR_FILENO, line.data, line.len);
}
