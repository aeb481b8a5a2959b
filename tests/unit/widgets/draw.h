/* What the tests of the widgets share: keys by name, screens as text. */
#ifndef TESTS_UNIT_WIDGETS_DRAW_H
#define TESTS_UNIT_WIDGETS_DRAW_H

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "widgets/canvas.h"
#include "widgets/key.h"

/* A key by its name, with the bytes that a terminal sends for it, since
 * readline is fed those. */
static inline struct key draw_key(const char *name)
{
	static const struct {
		enum key_sym sym;
		const char *raw;
	} raws[] = {
		{ SYM_BACKSPACE, "\177" }, { SYM_DELETE, "\033[3~" },
		{ SYM_LEFT, "\033[D" },	   { SYM_RIGHT, "\033[C" },
		{ SYM_HOME, "\033[H" },	   { SYM_END, "\033[F" },
		{ SYM_ESC, "\033" },
	};
	struct key key = { 0 };

	assert_true(key_parse(name, &key));
	for (size_t i = 0; i < ARRAY_LEN(raws); i++) {
		if (key.sym != raws[i].sym)
			continue;
		key.raw_len = (uint8_t)strlen(raws[i].raw);
		memcpy(key.raw, raws[i].raw, key.raw_len);
	}
	if (key.sym == SYM_CHAR && key.mods == MOD_CTRL) {
		key.raw[0] = (char)(key.ch & 0x1f);
		key.raw_len = 1;
	} else if (key.sym == SYM_CHAR) {
		key.raw_len = (uint8_t)utf8_encode(key.ch, key.raw);
	}
	return key;
}

/* The whole grid, a line a row, blank rows at its end left out. */
static inline char *draw_text(const struct grid *grid)
{
	struct buf out = BUF_INIT(SIZE_MAX);
	size_t end = 0;

	for (int y = 0; y < grid->h; y++) {
		_cleanup_(mem_freep) char *row = grid_row_text(grid, y);

		buf_adds(&out, row);
		buf_addc(&out, '\n');
		if (*row)
			end = out.len;
	}
	buf_cut(&out, end);
	return buf_take(&out);
}

static inline void draw_expect(const struct grid *grid, const char *want)
{
	_cleanup_(mem_freep) char *text = draw_text(grid);

	assert_string_equal(text, want);
}

static inline enum role draw_role(const struct grid *grid, int x, int y)
{
	return grid->cells[y * grid->w + x].role;
}

#endif
