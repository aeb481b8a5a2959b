#include "widgets/assist.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "widgets/canvas.h"
#include "widgets/key.h"
#include "widgets/lineedit.h"
#include "widgets/textfield.h"

#define TAKES "Right takes "
#define GAP   2 /* columns between candidates */

/* --- history --------------------------------------------------------------
 */

static void drop_line(struct strlist *l, size_t at)
{
	free(l->items[at]);
	l->count--;
	memmove(l->items + at, l->items + at + 1,
		(l->count - at) * sizeof(*l->items));
}

void assist_history_add(struct assist_history *h, const char *line)
{
	struct strlist *l = &h->lines;

	if (!*line)
		return;
	for (size_t i = 0; i < l->count; i++)
		if (!strcmp(l->items[i], line)) {
			drop_line(l, i);
			break;
		}
	if (l->count == ASSIST_HISTORY_MAX)
		drop_line(l, 0);
	strlist_add(l, line);
}

void assist_history_release(struct assist_history *h)
{
	strlist_release(&h->lines);
}

static const struct assist_history *history_of(const struct textfield *f)
{
	return f->assist ? f->assist->history : NULL;
}

/* Out of the history: what stands there is what was typed. */
static void leave_history(struct textfield *f)
{
	free(f->helped.bottom);
	f->helped.bottom = NULL;
	f->helped.back = 0;
}

void assist_recall(struct textfield *f, bool back)
{
	struct assist_state *s = &f->helped;
	const struct assist_history *h = history_of(f);
	size_t count = h ? h->lines.count : 0;

	if (!h || f->is_secret || (back ? s->back >= count : !s->back))
		return;
	if (!s->back)
		s->bottom = mem_dup(textfield_text(f));
	s->back += back ? 1 : (size_t)-1;
	textfield_set(f, s->back ? h->lines.items[count - s->back] : s->bottom);
	if (!s->back)
		leave_history(f);
	assist_refresh(f, false);
}

void assist_remember(struct textfield *f)
{
	if (f->assist && f->assist->history && !f->is_secret)
		assist_history_add(f->assist->history, textfield_text(f));
	leave_history(f); /* its lines have moved */
}

/* --- candidates -----------------------------------------------------------
 */

bool assist_offer(struct strlist *ret, const char *text, const char *whole)
{
	size_t len = strlen(text);

	if (ret->count >= ASSIST_MAX)
		return false;
	if (!strncmp(whole, text, len) && whole[len] &&
	    !strlist_has(ret, whole))
		strlist_add(ret, whole);
	return ret->count < ASSIST_MAX;
}

static void forget(struct assist_state *s)
{
	strlist_release(&s->candidates);
	free(s->asked);
	s->asked = NULL;
}

void assist_release(struct textfield *f)
{
	forget(&f->helped);
	leave_history(f);
}

void assist_refresh(struct textfield *f, bool anew)
{
	struct assist_state *s = &f->helped;
	const char *text = textfield_text(f);

	if (!anew && s->asked && !strcmp(s->asked, text))
		return;
	forget(s);
	if (!f->assist || !f->assist->offer || f->is_secret || f->readonly)
		return;
	s->asked = mem_dup(text);
	f->assist->offer(f->assist->ctx, text, &s->candidates);
}

bool assist_take(struct textfield *f, const struct key *key)
{
	if ((!key_is(key, SYM_RIGHT) && !key_is(key, SYM_END)) || !f->line ||
	    lineedit_point(f->line) != strlen(textfield_text(f)))
		return false;
	assist_refresh(f, false);
	if (!f->helped.candidates.count)
		return false;
	textfield_set(f, f->helped.candidates.items[0]);
	assist_refresh(f, false);
	return true;
}

void assist_draw(const struct textfield *f, const struct canvas *c, int x,
		 int y, int w)
{
	const struct strlist *l = &f->helped.candidates;
	int end = x + w;

	if (!l->count)
		return;
	x += canvas_text(c, x, y, w, ROLE_MUTED, TAKES);
	for (size_t i = 0; i < l->count && x < end; i++)
		x += GAP + canvas_text(c, x, y, end - x,
				       i ? ROLE_MUTED : ROLE_TEXT, l->items[i]);
}
