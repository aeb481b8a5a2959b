#include "tui/manual.h"

#include <stdio.h>
#include <unistd.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/roff.h"
#include "tui/command.h"

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

int manual_print(void)
{
	static const struct roff_part part = { "keys", add_keys };
	_cleanup_(buf_release) struct buf page = BUF_INIT(ROFF_PAGE_MAX);
	_cleanup_(buf_release) struct buf out = BUF_INIT(ROFF_PAGE_MAX);
	struct err err = ERR_INIT;

	if (!roff_read(&page, STDIN_FILENO, &err)) {
		fprintf(stderr, "peerdeck: %s\n", err.msg);
		return 1;
	}
	roff_page(&out, page.data, &part, 1);
	return fputs(out.data, stdout) < 0;
}
