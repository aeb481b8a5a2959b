/*
 * Each screen in all its looks: a row of `scenes` is a way to a screen, a row
 * of `looks` a size and what the terminal can do. The golden file of a scene
 * (tests/screen/golden/looks) has each look's text and, where the look has
 * letters, what each cell is: its role, or without colours its attributes.
 *
 * looks NAME... runs those scenes alone.
 */
#include "base/strlist.h"
#include "tests/lib/golden.h"
#include "tests/unit/tui/scenes.h"

#define REST_MS	    200 /* the cursor has rested; a toast is still there */
#define WRITE_TURNS 40	/* a golden is written when all has come by then */

/* --- looks ----------------------------------------------------------------
 */

static const char roles[ROLE_COUNT] = {
	[ROLE_TEXT] = ' ',   [ROLE_STRONG] = 's',   [ROLE_MUTED] = 'm',
	[ROLE_ACCENT] = 'a', [ROLE_GOOD] = 'g',	    [ROLE_WARN] = 'w',
	[ROLE_BAD] = 'b',    [ROLE_INFO] = 'i',	    [ROLE_KEY] = 'k',
	[ROLE_RULE] = 'r',   [ROLE_FIELD] = 'f',    [ROLE_FIELD_HINT] = 'h',
	[ROLE_BUTTON] = 'n', [ROLE_SELECTED] = '>', [ROLE_BUTTON_FOCUS] = '*',
};

static char role_letter(enum role role)
{
	return roles[role];
}

/* As without colours: Bold, dim, underlined, Reverse. */
static char attribute_letter(enum role role)
{
	switch (theme_style(role, THEME_MONO).attrs) {
	case 0:
		return ' ';
	case THEME_BOLD:
		return 'B';
	case THEME_DIM:
		return 'd';
	case THEME_UNDERLINE:
		return 'u';
	case THEME_UNDERLINE | THEME_DIM:
		return 'U';
	case THEME_REVERSE:
		return 'R';
	default:
		return '?';
	}
}

static const struct look {
	const char *name;
	int w, h;
	bool ascii;
	char (*letter)(enum role role); /* NULL = the text alone */
} looks[] = {
	{ "80x24, roles", 80, 24, false, role_letter },
	{ "80x24, ASCII, attributes", 80, 24, true, attribute_letter },
	{ "200x50", 200, 50, false, NULL },
	{ "60x15", 60, 15, false, NULL },
};

/* The server's port is another each time; of a cut one what is there. */
static void hide_port(char *row, const struct wire *wire)
{
	static const char host[] = "127.0.0.1:", instead[] = "18500";
	const char *port = wire_addr(wire) + strlen(host);

	for (char *at = row; (at = strstr(at, host));) {
		size_t len = strspn(at += strlen(host), "0123456789");

		if (len && len <= strlen(instead) && !strncmp(at, port, len))
			memcpy(at, instead, len);
	}
}

static void add_text(const struct desk *d, struct strlist *out)
{
	for (int y = 0; y < d->grid.h; y++) {
		char *row = grid_row_text(&d->grid, y);

		hide_port(row, d->wire);
		if (d->other)
			hide_port(row, d->other);
		strlist_add(out, row);
		free(row);
	}
}

static void add_letters(const struct desk *d, const struct look *look,
			struct strlist *out)
{
	const struct cell *cell = d->grid.cells;

	for (int y = 0; y < d->grid.h; y++) {
		_cleanup_(buf_release) struct buf row = BUF_INIT(512);
		size_t end = 0;

		for (int x = 0; x < d->grid.w; x++, cell++) {
			buf_addc(&row, look->letter((enum role)cell->role));
			if (row.data[x] != ' ')
				end = row.len;
		}
		strlist_add_n(out, row.data, end);
	}
}

static void read_look(struct desk *d, const struct look *look,
		      struct strlist *out)
{
	char title[80];

	strlist_release(out);
	app_draw(&d->app, &d->grid);
	snprintf(title, sizeof(title), "== %s", look->name);
	if (d->grid.cursor_x >= 0)
		snprintf(title, sizeof(title), "== %s, cursor at %d, %d",
			 look->name, d->grid.cursor_x, d->grid.cursor_y);
	strlist_add(out, title);
	add_text(d, out);
	if (look->letter) {
		strlist_add(out, "--");
		add_letters(d, look, out);
	}
}

/* Its part of the golden: from its title to the next one. */
static void take_part(const struct strlist *golden, const struct look *look,
		      struct strlist *out)
{
	bool inside = false;

	for (size_t i = 0; i < golden->count; i++) {
		const char *row = golden->items[i];

		if (!strncmp(row, "== ", 3))
			inside = !strncmp(row + 3, look->name,
					  strlen(look->name));
		if (inside)
			strlist_add(out, row);
	}
}

/* --- scenes ---------------------------------------------------------------
 */

/* At 80x24, where all that is waited for can be seen. */
static void go_to(struct desk *d, const struct scene *scene,
		  const struct look *look)
{
	desk_open(d, 80, 24);
	d->grid.ascii = look->ascii;
	if (scene->two)
		open_other(d);
	d->list = scene->list ? scene->list : world;
	d->answers = scene->answers;
	desk_expect(d, scene->opens ? scene->opens : "need a look");
	desk_pass(d, REST_MS);
	for (const struct step *step = scene->steps; step->shows; step++) {
		if (step->list)
			d->list = step->list;
		if (step->answers)
			d->answers = step->answers;
		desk_keys(d, step->keys);
		desk_pass(d, step->pass_ms ? step->pass_ms : REST_MS);
		desk_expect(d, step->shows);
	}
	grid_release(&d->grid);
	grid_init(&d->grid, look->w, look->h);
	d->grid.ascii = look->ascii;
}

/* Turn until it looks so; or, without a golden, until all has come. */
static bool match(struct desk *d, const struct look *look,
		  const struct strlist *golden, struct strlist *ret)
{
	for (int i = 0; i < (golden ? DESK_TURNS : WRITE_TURNS); i++) {
		desk_turn(d);
		read_look(d, look, ret);
		if (golden && golden_matches(golden, ret))
			return true;
	}
	return !golden;
}

static void looks_right(void **state)
{
	_cleanup_(strlist_release) struct strlist golden = { 0 }, all = { 0 };
	const struct scene *scene = *state;
	bool update = getenv("UPDATE_GOLDEN"), right = true;
	char name[80];

	snprintf(name, sizeof(name), "looks/%s.screen", scene->name);
	if (!golden_load(name, &golden) && !update)
		fail_msg("no golden %s; make goldens writes it", name);
	for (size_t i = 0; i < ARRAY_LEN(looks); i++) {
		_cleanup_(strlist_release) struct strlist want = { 0 },
							  have = { 0 };
		struct desk d;

		take_part(&golden, &looks[i], &want);
		go_to(&d, scene, &looks[i]);
		if (!match(&d, &looks[i], update ? NULL : &want, &have)) {
			fprintf(stderr, "# %s, %s\n", name, looks[i].name);
			golden_explain(&want, &have);
			right = false;
		}
		for (size_t row = 0; row < have.count; row++)
			strlist_add(&all, have.items[row]);
		desk_close(&d);
	}
	if (update)
		assert_true(golden_save(name, &golden, &all));
	assert_true(right);
}

static bool is_named(const char *name, char **names)
{
	while (*names)
		if (!strcmp(*names++, name))
			return true;
	return false;
}

int main(int argc, char **argv)
{
	struct CMUnitTest tests[SCENES_MAX];
	size_t count = 0;

	scenes_init();
	for (size_t i = 0; i < ARRAY_LEN(scenes); i++)
		if (argc < 2 || is_named(scenes[i].name, argv + 1))
			tests[count++] = (struct CMUnitTest){
				.name = scenes[i].name,
				.test_func = looks_right,
				.initial_state = (void *)(uintptr_t)&scenes[i],
			};
	return _cmocka_run_group_tests("looks", tests, count, NULL, NULL);
}
