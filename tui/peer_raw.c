#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "net/jsonx.h"
#include "tui/app.h"
#include "tui/peer.h"
#include "tui/peer_text.h"
#include "widgets/key.h"
#include "widgets/textfield.h"
#include "widgets/viewer.h"

#define JSON_MAX  TEXT_MAX
#define WORDS_MAX 200
#define MATCH_MAX 10000

struct raw {
	struct peer *peer;
	struct viewer viewer;
	const char *shown; /* the JSON that .text was made of */
	char *text;	   /* the same, indented; NULL = none */
	struct textfield words;
	bool asking;	 /* the field has the focus */
	size_t *matches; /* where they begin in the viewer's bytes */
	size_t count, cap;
	size_t at; /* the one that is shown */
	bool jump; /* scroll there at the next layout */
};

/* --- text and matches ------------------------------------------------------
 */

/* ASCII case aside. */
static const char *find(const char *text, const char *words)
{
	size_t len = strlen(words);

	for (; *text; text++)
		if (!strncasecmp(text, words, len))
			return text;
	return NULL;
}

/* One line; what matches stands out. */
static void add_line(struct raw *s, const char *line, size_t len,
		     const char *words)
{
	struct text *out = &s->viewer.text;
	_cleanup_(mem_freep) char *copy = mem_dup_n(line, len);
	size_t words_len = strlen(words);
	const char *p = copy, *found;

	text_line(out, 8);
	while (words_len && s->count < MATCH_MAX && (found = find(p, words))) {
		text_add(out, ROLE_TEXT, "%.*s", (int)(found - p), p);
		s->matches = mem_grow(s->matches, s->count, &s->cap,
				      sizeof(*s->matches));
		s->matches[s->count++] = out->bytes.len;
		text_add(out, ROLE_BUTTON_FOCUS, "%.*s", (int)words_len, found);
		p = found + words_len;
	}
	text_add(out, ROLE_TEXT, "%s", p);
}

static void write_text(struct raw *s)
{
	const char *words = textfield_text(&s->words);

	text_clear(&s->viewer.text);
	s->count = 0;
	for (const char *p = s->text; p && *p;) {
		size_t len = strcspn(p, "\n");

		add_line(s, p, len, words);
		p += len + (p[len] == '\n');
	}
	if (s->at >= s->count)
		s->at = 0;
}

static void update(void *page, bool shown)
{
	struct raw *s = page;
	struct buf out = BUF_INIT(JSON_MAX);

	(void)shown;
	if (s->shown == s->peer->json)
		return;
	s->shown = s->peer->json;
	free(s->text);
	s->text = NULL;
	if (s->shown) {
		jsonx_indent(&out, s->shown, strlen(s->shown));
		s->text = buf_take(&out);
	}
	write_text(s);
}

static void search_anew(struct raw *s)
{
	s->at = 0;
	s->jump = true;
	write_text(s);
}

static void go(struct raw *s, bool back)
{
	if (!s->count)
		return;
	s->at = back ? (s->at + s->count - 1) % s->count
		     : (s->at + 1) % s->count;
	s->jump = true;
}

void peer_raw_search(void *page)
{
	struct raw *s = page;

	s->asking = true;
	textfield_focus(&s->words);
}

static void end_asking(struct raw *s, bool clear)
{
	s->asking = false;
	textfield_blur(&s->words);
	if (clear) {
		textfield_set(&s->words, "");
		write_text(s);
	}
}

/* --- the page --------------------------------------------------------------
 */

static bool key(void *page, const struct key *key)
{
	struct raw *s = page;

	if (s->asking && (key_is(key, SYM_ENTER) || key_is(key, SYM_ESC))) {
		end_asking(s, key_is(key, SYM_ESC));
		return true;
	}
	if (s->asking && textfield_key(&s->words, key)) {
		search_anew(s);
		return true;
	}
	if (!s->asking && *textfield_text(&s->words)) {
		if (key_is(key, SYM_ESC)) {
			end_asking(s, true);
			return true;
		}
		if (key_is_char(key, 'n') || key_is_char(key, 'N')) {
			go(s, key_is_char(key, 'N'));
			return true;
		}
	}
	return viewer_key(&s->viewer, key) || s->asking;
}

static bool paste(void *page, const char *text, size_t len)
{
	struct raw *s = page;

	if (!s->asking || len > WORDS_MAX)
		return false;
	textfield_paste(&s->words, text, len);
	search_anew(s);
	return true;
}

static bool typing(const void *page)
{
	return ((const struct raw *)page)->asking;
}

static void focus(void *page, bool on)
{
	struct raw *s = page;

	if (s->asking && on)
		textfield_focus(&s->words);
	else if (s->asking)
		textfield_blur(&s->words);
}

static void *open(struct peer *peer)
{
	struct raw *s = mem_new(1, sizeof(*s));

	*s = (struct raw){ .peer = peer, .viewer = VIEWER_INIT };
	textfield_init(&s->words, "", WORDS_MAX);
	return s;
}

static void close(void *page)
{
	struct raw *s = page;

	viewer_release(&s->viewer);
	textfield_release(&s->words);
	free(s->matches);
	free(s->text);
	free(s);
}

static bool has_prompt(const struct raw *s)
{
	return s->asking || *textfield_text(&s->words);
}

static void layout(void *page, int w, int h)
{
	struct raw *s = page;

	viewer_layout(&s->viewer, w - PEER_TEXT_MARGIN, h - has_prompt(s));
	if (s->jump && s->count)
		viewer_show(&s->viewer, s->matches[s->at]);
	s->jump = false;
}

static void draw_prompt(const struct raw *s, const struct canvas *c)
{
	char count[64] = "";
	int x = canvas_text(c, 0, c->h - 1, c->w, ROLE_MUTED, "Search ");

	if (s->count)
		snprintf(count, sizeof(count), "%zu of %zu   n next", s->at + 1,
			 s->count);
	else if (*textfield_text(&s->words))
		snprintf(count, sizeof(count), "not found");
	textfield_draw(&s->words, c, x, c->h - 1, c->w - x - 22, s->asking);
	canvas_text_right(c, c->w - 21, c->h - 1, 20,
			  s->count ? ROLE_MUTED : ROLE_WARN, count);
}

static void draw(const void *page, const struct canvas *c)
{
	const struct raw *s = page;
	struct canvas area = peer_text_area(c, 0);

	if (!s->text)
		canvas_text(&area, 0, 1, area.w, ROLE_TEXT,
			    s->peer->failure[0]
				    ? "The record could not be read."
				    : "Reading the record.");
	viewer_draw(&s->viewer, &area);
	if (has_prompt(s))
		draw_prompt(s, &area);
}

static const char *copy(const void *page, struct buf *out)
{
	const struct raw *s = page;

	if (out && s->text)
		buf_adds(out, s->text);
	return s->text ? "JSON" : NULL;
}

const struct peer_page peer_raw = {
	.title = "Raw",
	.brief = "Raw",
	.open = open,
	.close = close,
	.layout = layout,
	.draw = draw,
	.key = key,
	.update = update,
	.copy = copy,
	.paste = paste,
	.typing = typing,
	.focus = focus,
};
