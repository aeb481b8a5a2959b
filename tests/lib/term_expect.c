#define _GNU_SOURCE /* memmem */
#include "tests/lib/term.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/strlist.h"
#include "base/utf8.h"
#include "tests/lib/golden.h"

/* When a golden is written: the screen has settled. */
enum { QUIET_MS = 300 };

struct want {
	const char *text;
	int row;
};

static bool has_text(struct term *t, void *ctx)
{
	const struct want *want = ctx;

	return strstr(term_text(t), want->text);
}

static bool has_not(struct term *t, void *ctx)
{
	return !has_text(t, ctx);
}

static bool has_in_row(struct term *t, void *ctx)
{
	const struct want *want = ctx;

	return strstr(term_line(t, want->row), want->text);
}

static bool has_raw(struct term *t, void *ctx)
{
	const struct want *want = ctx;

	return memmem(term_raw(t), term_raw_len(t), want->text,
		      strlen(want->text));
}

static void failed(struct term *t, const char *why, const char *text,
		   const char *file, int line)
{
	_cleanup_(buf_release) struct buf shown = BUF_INIT(4096);

	utf8_scrub(&shown, text, strlen(text));
	fprintf(stderr, "# %s:%d: %s: \"%s\"\n", file, line, why, shown.data);
	term_dump(t);
	_fail(file, line);
}

void term_expect_at(struct term *t, const char *text, const char *file,
		    int line)
{
	struct want want = { .text = text };

	if (!term_wait(t, has_text, &want))
		failed(t, "never shown", text, file, line);
}

void term_expect_gone_at(struct term *t, const char *text, const char *file,
			 int line)
{
	struct want want = { .text = text };

	if (!term_wait(t, has_not, &want))
		failed(t, "still shown", text, file, line);
}

void term_expect_row_at(struct term *t, int row, const char *text,
			const char *file, int line)
{
	struct want want = { .text = text, .row = row };

	if (!term_wait(t, has_in_row, &want))
		failed(t, "never in its row", text, file, line);
}

void term_expect_raw_at(struct term *t, const char *bytes, const char *file,
			int line)
{
	struct want want = { .text = bytes };

	if (!term_wait(t, has_raw, &want))
		failed(t, "never received", bytes, file, line);
}

static bool never(struct term *t, void *ctx)
{
	(void)t, (void)ctx;
	return false;
}

int term_exit_status_at(struct term *t, const char *file, int line)
{
	term_wait(t, never, NULL); /* so that its last words are read */
	if (!term_ended(t))
		failed(t, "still running", "", file, line);
	return term_status(t);
}

static bool is_golden(struct term *t, void *ctx)
{
	_cleanup_(strlist_release) struct strlist rows = { 0 };

	strlist_split(&rows, term_text(t), '\n');
	return golden_matches(ctx, &rows);
}

void term_match_at(struct term *t, const char *name, const char *file, int line)
{
	_cleanup_(strlist_release) struct strlist golden = { 0 }, rows = { 0 };
	bool update = getenv("UPDATE_GOLDEN");

	if (!golden_load(name, &golden) && !update)
		failed(t, "no such golden; UPDATE_GOLDEN=1 writes it", name,
		       file, line);
	if (update)
		term_settle(t, QUIET_MS);
	else if (term_wait(t, is_golden, &golden))
		return;
	strlist_split(&rows, term_text(t), '\n');
	if (update && golden_save(name, &golden, &rows))
		return;
	golden_explain(&golden, &rows);
	failed(t, "never as in the golden", name, file, line);
}
