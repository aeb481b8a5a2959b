/*
 * The list as it is shown, in a file: its rows in their order, its columns.
 * CSV as in RFC 4180, but with plain line ends; JSON as a list of objects.
 */
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "net/jsonx.h"
#include "net/watch.h"
#include "tui/actions.h"
#include "tui/app.h"
#include "tui/explain.h"
#include "tui/peers.h"
#include "tui/savefile.h"

#define VALUE_MAX 65536

/* One value: of a row, or the name of its column when `row` is NULL. */
typedef void write_fn(struct buf *out, const char *text, bool number);

struct format {
	const char *suffix;
	const char *before, *between, *after; /* rows */
	const char *open, *shut;	      /* one row */
	bool header, named; /* names in a row of their own, or at each value */
	write_fn *value;
};

/* A spreadsheet takes what begins so for a formula; a quote before it says
 * that it is text. */
static bool is_formula(const char *text)
{
	return *text && strchr("=+-@\t\r", *text);
}

static void csv_value(struct buf *out, const char *text, bool number)
{
	_cleanup_(buf_release) struct buf clean = BUF_INIT(VALUE_MAX);
	bool formula = !number && is_formula(text);

	utf8_scrub(&clean, text, strlen(text));
	if (!formula && !strpbrk(clean.data, ",\"\r\n") && *clean.data != ' ') {
		buf_adds(out, clean.data);
		return;
	}
	buf_adds(out, formula ? "\"'" : "\"");
	for (const char *p = clean.data; *p; p++)
		buf_adds(out, *p == '"' ? "\"\"" : (char[]){ *p, '\0' });
	buf_addc(out, '"');
}

static void json_value(struct buf *out, const char *text, bool number)
{
	if (number)
		buf_adds(out, text);
	else if (*text)
		jsonx_quote(out, text);
	else
		buf_adds(out, "null");
}

static void json_list(struct buf *out, const struct watch_row *row)
{
	const struct peering_strings *list = &row->peering->addresses;

	buf_addc(out, '[');
	for (uint32_t i = 0; list->items && i < list->count; i++) {
		buf_adds(out, i ? "," : "");
		jsonx_quote(out, list->items[i]);
	}
	buf_addc(out, ']');
}

static void json_object(struct buf *out, const struct watch_row *row)
{
	const struct peering_strings *meta = &row->peering->meta;

	buf_addc(out, '{');
	for (uint32_t i = 0; meta->items && i + 1 < meta->count; i += 2) {
		buf_adds(out, i ? "," : "");
		jsonx_quote(out, meta->items[i]);
		buf_addc(out, ':');
		jsonx_quote(out, meta->items[i + 1]);
	}
	buf_addc(out, '}');
}

/* Columns that are not written as they are called or shown. */
static const struct special {
	const char *name, *written;
	void (*json)(struct buf *out, const struct watch_row *row);
} specials[] = {
	{ "seen", "seen_s", NULL }, /* seconds */
	{ "meta", "meta", json_object },
	{ "addresses", "addresses", json_list },
};

static const struct special *special_of(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(specials); i++)
		if (!strcmp(specials[i].name, name))
			return &specials[i];
	return NULL;
}

static const struct format formats[] = {
	{ ".csv", "", "\n", "", "", "", true, false, csv_value },
	{ ".json", "[\n", ",\n", "\n]", "  {", "}", false, true, json_value },
};

static const struct format *format_of(const char *path)
{
	size_t len = strlen(path);

	for (size_t i = 0; i < ARRAY_LEN(formats); i++) {
		size_t n = strlen(formats[i].suffix);

		if (len > n && !strcmp(path + len - n, formats[i].suffix))
			return &formats[i];
	}
	return NULL;
}

/* The name of a column where `row` is NULL, else its value. */
static void add_field(const struct column *c, const struct format *f,
		      const struct watch_row *row, struct buf *out)
{
	_cleanup_(buf_release) struct buf value = BUF_INIT(VALUE_MAX);
	char name[PEERING_META_KEY_MAX + 8];
	const struct special *special =
		special_of(column_name(c, name, sizeof(name)));
	const char *written = special ? special->written : name;
	bool number = false;

	if (f->named) {
		jsonx_quote(out, written);
		buf_addc(out, ':');
	}
	if (row && f->named && special && special->json) {
		special->json(out, row);
		return;
	}
	if (row)
		column_value(c, row, &value, &number);
	f->value(out, row ? value.data : written, number);
}

static void add_row(const struct peers *s, const struct format *f,
		    const struct watch_row *row, struct buf *out)
{
	buf_adds(out, f->open);
	for (size_t i = 0; i < s->columns.count; i++) {
		buf_adds(out, i ? "," : "");
		add_field(&s->columns.items[i], f, row, out);
	}
	buf_adds(out, f->shut);
}

bool peers_write(struct app *app, const char *path, bool overwrite,
		 struct err *err)
{
	_cleanup_(buf_release) struct buf out = BUF_INIT(SIZE_MAX / 2);
	const struct peers *s = peers_on_top(app);
	const struct format *f = format_of(path);
	size_t count = s->view.shown.count;

	if (!f)
		return err_set(err, ERR_USAGE,
			       "the name must end in .csv or .json");
	buf_adds(&out, f->before);
	if (f->header) {
		add_row(s, f, NULL, &out);
		buf_adds(&out, count ? f->between : "");
	}
	for (size_t i = 0; i < count; i++) {
		buf_adds(&out, i ? f->between : "");
		add_row(s, f, peers_view_row(&s->view, i), &out);
	}
	buf_adds(&out, f->after);
	return savefile_write_open(path, out.data, out.len, overwrite, err);
}

/* --- the command --------------------------------------------------------- */

static void tell(struct app *app, const char *path, const struct err *err)
{
	size_t count = peers_on_top(app)->view.shown.count;
	char rows[EXPLAIN_AGE_MAX];

	explain_count(count, rows);
	if (err->kind != ERR_NONE)
		app_toast(app, ROLE_WARN, "Not written: %s.", err->msg);
	else
		app_toast(app, ROLE_GOOD, "%s row%s written to %.150s.", rows,
			  count == 1 ? "" : "s", path);
}

static void overwrite_answer(struct app *app, int button, void *ctx,
			     const char *text)
{
	_cleanup_(mem_freep) char *path = ctx;
	struct err err = ERR_INIT;

	(void)text;
	if (button != 1)
		return;
	peers_write(app, path, true, &err);
	tell(app, path, &err);
}

void peers_write_to(struct app *app, const char *path)
{
	char full[PATH_MAX];
	struct err err = ERR_INIT;
	struct dialog *d;

	if (peers_write(app, path, false, &err) || !format_of(path) ||
	    !savefile_expand(path, full, NULL) || access(full, F_OK) != 0) {
		tell(app, path, &err);
		return;
	}
	d = app_dialog(app, "Overwrite it?", overwrite_answer, mem_dup(path));
	text_add(&d->text, ROLE_TEXT, "%.200s exists.", path);
	d->buttons[0] = "Keep";
	d->buttons[1] = "Overwrite";
	d->button_count = 2;
	app_dialog_open(app);
}
