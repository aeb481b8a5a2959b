/* What the commands of the Exported services screen do. */
#include <stdint.h>

#include "net/watch.h"
#include "tui/actions.h"
#include "tui/app.h"
#include "tui/exports.h"

static struct exports *on_top(const struct app *app)
{
	return (struct exports *)(void *)app_top(app);
}

const char *exports_cannot_read(const struct app *app)
{
	const struct watch *watch = app->cluster->watch;

	if (watch && watch_status(watch)->rights.mesh_read == RIGHT_NO)
		return "The ACL token in use may not read exports: mesh:read "
		       "is missing.";
	return NULL;
}

const char *exports_cannot_change(const struct app *app)
{
	return exports_edit_refused(&on_top(app)->edit);
}

const char *exports_cannot_remove(const struct app *app)
{
	if (!exports_selected(on_top(app)))
		return "There is nothing to take out.";
	return exports_cannot_change(app);
}

const char *exports_cannot_write(const struct app *app)
{
	if (!exports_model_changes(&on_top(app)->edit.model))
		return "Nothing was changed.";
	return exports_cannot_change(app);
}

void exports_add(struct app *app)
{
	struct exports *s = on_top(app);

	s->adding = true;
	textfield_focus(&s->field);
	exports_candidates(s);
}

void exports_add_named(struct app *app, const char *name)
{
	struct exports *s = on_top(app);

	textfield_set(&s->field, name);
	s->adding = true;
	exports_add_typed(s);
	if (s->field.note_role == ROLE_BAD)
		app_toast(app, ROLE_BAD, "%s.", s->field.note);
	exports_end_adding(s);
}

void exports_complete(const struct app *app, struct strlist *out)
{
	exports_model_complete(&on_top(app)->edit.model, "", SIZE_MAX / 2, out);
}

void exports_remove(struct app *app)
{
	struct exports *s = on_top(app);
	bool gone;

	exports_model_toggle(&s->edit.model, s->table.selected, &gone);
	exports_rebuild(s);
}

void exports_write_changes(struct app *app)
{
	exports_edit_write(&on_top(app)->edit);
}

void exports_read_now(struct app *app)
{
	exports_edit_read(&on_top(app)->edit);
}
