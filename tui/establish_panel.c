#include "tui/establish_panel.h"

#include "base/buf.h"
#include "net/equivalent.h"
#include "net/peering_api.h"
#include "tui/app.h"
#include "tui/establish_form.h"
#include "tui/token_text.h"

#define COMMAND_MAX 4096

static void add_problem(struct text *out, const struct app *app,
			const char *problem, size_t count)
{
	text_line(out, 2);
	text_add(out, ROLE_BAD, "%s ", theme_glyph(GLYPH_BAD, app->ascii));
	if (count == 1)
		text_add(out, ROLE_TEXT, "One field is not right yet: ");
	else
		text_add(out, ROLE_TEXT,
			 "%zu fields are not right yet; the first: ", count);
	text_add(out, ROLE_STRONG, "%s", problem);
}

/* How a token gets in. */
static void add_ways(struct text *out, const struct app *app)
{
	static const struct {
		const char *command, *does;
	} ways[] = {
		{ "establish.file", "reads it from a file" },
		{ "establish.own", "takes one that was generated in this run" },
	};
	char key[KEY_NAME_MAX];

	text_line(out, 2);
	text_add(out, ROLE_TEXT,
		 "Paste the token; wrapped lines, quotes and JSON around it do "
		 "not matter.");
	for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
		if (!keymap_first(&app->keymap, ways[i].command, true, key))
			continue;
		text_line(out, 2);
		text_add(out, ROLE_KEY, "%s", key);
		text_add(out, ROLE_TEXT, " %s", ways[i].does);
	}
}

static void add_command(struct text *out, const struct cluster *cluster,
			const struct establish_form *form)
{
	_cleanup_(kv_release) struct kv meta = { 0 };
	_cleanup_(buf_release) struct buf command = BUF_INIT(COMMAND_MAX);
	const struct peering_establish e = {
		.name = textfield_text(&form->name),
		.token = textfield_text(&form->token),
		.meta = &meta,
	};

	rows_get_kv(&form->meta, &meta);
	equivalent_establish_with(&command, &e, &cluster->config);
	token_text_label(out, "As a command");
	text_add(out, ROLE_TEXT, "%s", command.data);
}

void establish_panel(struct text *out, const struct cluster *cluster,
		     const struct establish_form *form,
		     const struct probe *probe)
{
	const struct app *app = cluster->app;
	size_t count;
	const char *problem = form_first_problem(&form->form, &count);

	if (problem)
		add_problem(out, app, problem, count);
	else if (!form->decoded)
		add_ways(out, app);
	if (!form->decoded)
		return;
	token_text_holds(out, app, &form->holds, "Dialed", probe);
	token_text_fingerprint(out, form->fingerprint);
	if (!problem && *textfield_text(&form->name))
		add_command(out, cluster, form);
}
