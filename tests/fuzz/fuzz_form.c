/*
 * A form with a field, a secret one, pairs and a list: keys, pastes, sizes
 * and what its owner may do in between. A byte of the input below 0x20 is a
 * key, up to 0x7e a character that is typed; from 0x80 on the upper bits say
 * what is done and the lower five how much.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/attrs.h"
#include "base/kv.h"
#include "base/utf8.h"
#include "widgets/canvas.h"
#include "widgets/form.h"
#include "widgets/key.h"
#include "widgets/lineedit.h"

#define SIZE_MOST 300 /* every step draws: long inputs only take time */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { NAME, TOKEN, META, ADDRESSES, ITEMS };

struct fuzz {
	struct textfield name, token;
	struct rows meta, addresses;
	struct form_item items[ITEMS];
	struct form form;
	int w, h;
};

static const struct rows_kind pairs = {
	.columns = 2,
	.placeholders = { "key", "value" },
	.limits = { 20, 40 },
	.widths = { 12, 20 },
	.max = 4,
};

static const struct rows_kind list = {
	.columns = 1,
	.placeholders = { "host:port" },
	.limits = { 40 },
	.widths = { 34 },
	.max = 4,
};

static void fuzz_init(struct fuzz *f)
{
	*f = (struct fuzz){ .w = 60, .h = 10 };
	textfield_init(&f->name, "", 20);
	textfield_init_secret(&f->token, 40);
	rows_init(&f->meta, &pairs);
	rows_init(&f->addresses, &list);
	f->items[NAME] = (struct form_item){
		.label = "Name", .help = "help", .field = &f->name, .width = 31
	};
	f->items[TOKEN] = (struct form_item){ .field = &f->token, .width = 9 };
	f->items[META] = (struct form_item){ .kind = FORM_ROWS,
					     .label = "Meta",
					     .rows = &f->meta };
	f->items[ADDRESSES] = (struct form_item){ .kind = FORM_ROWS,
						  .help = "more help",
						  .rows = &f->addresses };
	f->form = (struct form){
		.items = f->items,
		.count = ITEMS,
		.buttons = { "Go", "Stay" },
		.button_count = 2,
		.label_width = 15,
	};
	form_start(&f->form);
}

static void fuzz_release(struct fuzz *f)
{
	form_blur(&f->form);
	textfield_release(&f->name);
	textfield_release(&f->token);
	rows_release(&f->meta);
	rows_release(&f->addresses);
}

#define TYPED(c, with, bytes)                                                  \
	{                                                                      \
		.sym = SYM_CHAR, .ch = (c), .mods = (with), .raw = bytes,      \
		.raw_len = sizeof(bytes) - 1                                   \
	}

static void press(struct fuzz *f, uint8_t byte)
{
	static const struct key keys[] = {
		{ .sym = SYM_TAB },
		{ .sym = SYM_TAB, .mods = MOD_SHIFT },
		{ .sym = SYM_ENTER },
		{ .sym = SYM_UP },
		{ .sym = SYM_DOWN },
		{ .sym = SYM_LEFT, .raw = "\033[D", .raw_len = 3 },
		{ .sym = SYM_RIGHT, .raw = "\033[C", .raw_len = 3 },
		{ .sym = SYM_HOME, .raw = "\033[H", .raw_len = 3 },
		{ .sym = SYM_BACKSPACE, .raw = "\177", .raw_len = 1 },
		TYPED('u', MOD_CTRL, "\025"),
		TYPED('y', MOD_CTRL, "\031"),
		TYPED('_', MOD_CTRL, "\037"), /* undo */
		TYPED('f', MOD_ALT, "\033f"),
		TYPED(0x65e5, 0, "日"),
		{ .sym = SYM_ESC, .raw = "\033", .raw_len = 1 },
		TYPED('o', MOD_CTRL, "\017"),
	};
	struct key key = { .sym = SYM_CHAR, .ch = byte };
	size_t button = 0;
	enum form_result result;

	key.raw_len = (uint8_t)utf8_encode(byte, key.raw);
	if (byte < 0x20)
		key = keys[byte % ARRAY_LEN(keys)];
	result = form_key(&f->form, &key, &button);
	if (result == FORM_PRESSED && button >= f->form.button_count)
		abort();
}

static void own(struct fuzz *f, uint8_t how)
{
	struct form_item *item = &f->items[how % ITEMS];

	if (how & 16)
		item->hidden = !item->hidden;
	else if (item->kind == FORM_ROWS)
		rows_set_kv(item->rows, &(struct kv){ 0 }, how & 8);
	else
		textfield_note(item->field, ROLE_BAD, "%.*s", 2 * how,
			       "a note that is as long as it was made to be");
	if (how == 3)
		form_focus_problem(&f->form);
}

/* Takes one step off the input; returns the bytes it took. */
static size_t step(struct fuzz *f, const uint8_t *data, size_t size)
{
	size_t arg = data[0] & 31;

	if (data[0] < 0x80) {
		press(f, data[0]);
	} else if (data[0] < 0xa0) {
		size_t len = arg < size - 1 ? arg : size - 1;

		if (utf8_valid((const char *)data + 1, len)) /* see input.h */
			form_paste(&f->form, (const char *)data + 1, len);
		return len + 1;
	} else if (data[0] < 0xc0) {
		f->w = (int)arg * 3;
	} else if (data[0] < 0xe0) {
		f->h = (int)arg;
	} else {
		own(f, (uint8_t)arg);
	}
	return 1;
}

static void check_rows(const struct rows *r)
{
	size_t empty = 0;

	for (size_t i = 0; i < r->count; i++) {
		bool filled = false;

		for (int n = 0; n < r->kind.columns; n++)
			filled |= *textfield_text(rows_cell(r, i, n)) != '\0';
		if (!filled && i + 1 < r->count && (!r->focused || i != r->row))
			abort();
		empty += !filled;
	}
	if (r->count && r->row >= r->count)
		abort();
	if (!r->readonly && !empty && r->count < r->kind.max)
		abort();
	if (r->count != rows_filled(r) + empty)
		abort();
}

/* What has the focus is on the screen. */
static void check(struct fuzz *f)
{
	_cleanup_(grid_release) struct grid grid;
	struct canvas c;

	grid_init(&grid, f->w, f->h);
	c = canvas_of(&grid);
	form_layout(&f->form, f->w, f->h);
	form_draw(&f->form, &c);
	check_rows(&f->meta);
	check_rows(&f->addresses);
	if (f->form.focus < ITEMS && f->w >= 20 && f->h > 0 &&
	    grid.cursor_x < 0)
		abort();
	if (f->form.focus >= ITEMS && grid.cursor_x >= 0)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_(fuzz_release) struct fuzz f;

	lineedit_start();
	fuzz_init(&f);
	if (size > SIZE_MOST)
		size = SIZE_MOST;
	for (size_t at = 0; at < size; check(&f))
		at += step(&f, data + at, size - at);
	return 0;
}
