#include "net/config_write.h"

#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/ownfile.h"
#include "net/config_file.h"

#define INDENT "    "

/*
 * A string of libconfuse 3.3. Between double quotes it knows escapes and
 * ${VARIABLE}; between single ones a backslash stands for itself but before
 * another and before a quote.
 */
static void add_string(struct buf *out, const char *text)
{
	if (!strpbrk(text, "\"\\$")) {
		buf_addf(out, "\"%s\"", text);
		return;
	}
	buf_addc(out, '\'');
	for (; *text; text++) {
		if (*text == '\'' || *text == '\\')
			buf_addc(out, '\\');
		buf_addc(out, *text);
	}
	buf_addc(out, '\'');
}

static void add_setting(struct buf *out, const char *name, const char *value)
{
	if (!value)
		return;
	buf_addf(out, INDENT "%s = ", name);
	add_string(out, value);
	buf_addc(out, '\n');
}

static void add_list(struct buf *out, const char *name,
		     const struct strlist *list)
{
	if (!list->count)
		return;
	buf_addf(out, INDENT "%s = {", name);
	for (size_t i = 0; i < list->count; i++) {
		buf_adds(out, i ? ", " : "");
		add_string(out, list->items[i]);
	}
	buf_adds(out, "}\n");
}

void config_write_section(struct buf *out, const struct config_context *c)
{
	buf_adds(out, "context ");
	add_string(out, c->name);
	buf_adds(out, " {\n");
	add_setting(out, "address", c->address);
	add_setting(out, "token_file", c->token_file);
	add_list(out, "token_command", &c->token_command);
	add_setting(out, "ca_file", c->ca_file);
	add_setting(out, "partition", c->partition);
	if (c->readonly)
		buf_adds(out, INDENT "readonly = true\n");
	buf_adds(out, "}\n");
}

/* With the lock held, so that another console's context is not lost. */
static bool add_to(int dir, const char *path, const char *name,
		   const struct config_context *c, struct config_file *ret,
		   struct err *err)
{
	_cleanup_(buf_release) struct buf text = BUF_INIT(CONFIG_FILE_MAX);
	struct config_file file = { 0 };

	if (!ownfile_lock(dir, err))
		return err_wrap(err, "%s", path);
	/* As it is, so that an error in it is told as that. */
	if (!ownfile_read(path, &text, err) ||
	    !config_file_parse(path, text.data, text.len, &file, err))
		return false;
	config_file_release(&file);
	if (text.len && text.data[text.len - 1] != '\n')
		buf_addc(&text, '\n');
	if (text.len)
		buf_addc(&text, '\n');
	config_write_section(&text, c);
	if (text.full)
		return err_set(err, ERR_USAGE, "%s would be too large", path);
	if (!config_file_parse(path, text.data, text.len, &file, err))
		return false;
	if (!ownfile_replace(dir, name, text.data, text.len, err)) {
		config_file_release(&file);
		return err_wrap(err, "%s", path);
	}
	file.path = mem_dup(path);
	*ret = file;
	return true;
}

bool config_write_add(const char *path, const struct config_context *c,
		      struct config_file *ret, struct err *err)
{
	char target[PATH_MAX], head[PATH_MAX], tail[PATH_MAX];
	int dir;
	bool ok;

	/* One that is a link stays one: what it leads to is written. */
	if (!realpath(path, target))
		snprintf(target, sizeof(target), "%s", path);
	snprintf(head, sizeof(head), "%s", target);
	snprintf(tail, sizeof(tail), "%s", target);
	dir = ownfile_dir(dirname(head), err);
	if (dir < 0)
		return false;
	ok = add_to(dir, target, basename(tail), c, ret, err);
	close(dir);
	return ok;
}
