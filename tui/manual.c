#include "tui/manual.h"

#include <stdio.h>
#include <unistd.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/roff.h"
#include "tui/command.h"
#include "tui/fixed_keys.h"
#include "tui/start_options.h"

static void add_scope(struct buf *out, enum scope scope)
{
	size_t count;
	const struct command *c = command_table(&count);
	bool any = false;

	for (size_t i = 0; i < count; i++) {
		if (!command_in(&c[i], scope))
			continue;
		if (!any)
			buf_addf(out, ".SS %s\n", command_scope_title(scope));
		any = true;
		buf_adds(out, ".TP\n.B ");
		roff_text(out, *c[i].keys ? c[i].keys : ":");
		buf_addf(out, " \\fR(%s)\n", c[i].name);
		roff_text(out, c[i].help);
		buf_addc(out, '\n');
	}
}

static void add_keys(struct buf *out)
{
	for (int scope = 0; scope < SCOPE_COUNT; scope++)
		add_scope(out, (enum scope)scope);
}

static void add_fixed(struct buf *out)
{
	size_t count;
	const struct fixed_keys *all = fixed_keys_table(&count);

	for (size_t i = 0; i < count; i++) {
		buf_addf(out, ".SS %s\n", all[i].title);
		for (const struct fixed_key *k = all[i].keys; k->keys; k++) {
			buf_adds(out, ".TP\n.B ");
			roff_text(out, k->keys);
			buf_addc(out, '\n');
			roff_text(out, k->help);
			buf_addc(out, '\n');
		}
	}
}

int manual_print(void)
{
	static const struct roff_part parts[] = {
		{ "console options", start_options_manual },
		{ "keys", add_keys },
		{ "fixed keys", add_fixed },
	};
	_cleanup_(buf_release) struct buf page = BUF_INIT(ROFF_PAGE_MAX);
	_cleanup_(buf_release) struct buf out = BUF_INIT(ROFF_PAGE_MAX);
	struct err err = ERR_INIT;

	if (!roff_read(&page, STDIN_FILENO, &err)) {
		fprintf(stderr, "peerdeck: %s\n", err.msg);
		return 1;
	}
	roff_page(&out, page.data, parts, ARRAY_LEN(parts));
	return fputs(out.data, stdout) < 0;
}
