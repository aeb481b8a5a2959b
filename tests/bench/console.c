/*
 * The console on many peerings, in a terminal: how soon the list is whole,
 * how long a key waits while lists arrive, and what is sent to the terminal.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/attrs.h"
#include "tests/lib/console.h"
#include "tests/lib/fetch.h"
#include "tests/lib/figure.h"
#include "tests/lib/sandbox.h"
#include "tests/lib/term.h"

#define KEYS	  1000
#define KEY_MS	  2   /* from one to the next */
#define KEYS_LIST 100 /* then a list is asked for */
#define MOVES	  21
#define IDLE_MS	  20000

static const char *shown; /* what is waited for */
static char what[96];

static const char *of(int count, const char *figure)
{
	snprintf(what, sizeof(what), "%d peerings: %s", count, figure);
	return what;
}

static bool is_shown(struct term *t, void *ctx)
{
	(void)ctx;
	return strstr(term_text(t), shown) != NULL;
}

static void wait_for(struct term *t, const char *text)
{
	shown = text;
	if (term_wait(t, is_shown, NULL))
		return;
	term_dump(t);
	exit(1);
}

static bool has_answered(struct term *t, void *ctx)
{
	return term_raw_len(t) > *(size_t *)ctx;
}

/* Milliseconds from a key to the first bytes after it. */
static double press(struct term *t, const char *key)
{
	size_t before = term_raw_len(t);
	double sent = figure_now();

	term_keys(t, key);
	term_wait(t, has_answered, &before);
	return (figure_now() - sent) / 1000;
}

/* Milliseconds until the screen has what the key brings. */
static double until(struct term *t, const char *key, const char *text)
{
	double sent = figure_now();

	term_keys(t, key);
	wait_for(t, text);
	return (figure_now() - sent) / 1000;
}

/* Down and up, with a list asked for every so many keys (0: never). */
static void measure_keys(struct term *t, int count, int keys_a_list,
			 const char *when, const char *aim)
{
	static double ms[KEYS];
	char figure[64];

	for (int i = 0; i < KEYS; i++) {
		if (keys_a_list && i % keys_a_list == 0)
			term_keys(t, F5);
		ms[i] = press(t, i % 2 ? "k" : "j");
		term_settle(t, KEY_MS);
	}
	snprintf(figure, sizeof(figure), "key to paint, %s, p50", when);
	figure_print(of(count, figure), figure_median(ms, KEYS), "ms", "");
	snprintf(figure, sizeof(figure), "key to paint, %s, p99", when);
	figure_print(of(count, figure), ms[KEYS * 99 / 100], "ms", aim);
}

static void measure_moves(struct term *t, int count)
{
	double bytes[MOVES];

	for (int i = 0; i < MOVES; i++) {
		size_t before = term_raw_len(t);

		press(t, i % 2 ? "k" : "j");
		term_settle(t, 250); /* the lines beside follow */
		bytes[i] = (double)(term_raw_len(t) - before);
	}
	figure_print(of(count, "bytes of a cursor move"),
		     figure_median(bytes, MOVES), "B", "");
}

static void measure_idle(struct term *t, int count)
{
	double begin = figure_now();
	size_t before = term_raw_len(t);

	while (figure_now() - begin < IDLE_MS * 1000.0)
		term_settle(t, 100);
	figure_print(of(count, "bytes a minute when idle"),
		     (double)(term_raw_len(t) - before) * 60000 / IDLE_MS, "B",
		     "0");
}

/* One of a hundred goes, while lists are read at the bell. */
static void measure_refresh(struct term *t, const struct sandbox *consul,
			    int count)
{
	size_t before = term_raw_len(t);

	for (int i = 50; i < count; i += 100) {
		char url[200];
		struct fetch f;

		snprintf(url, sizeof(url), "%s/v1/peering/many-%06d",
			 sandbox_url(consul, "east"), i);
		f = fetch("DELETE", url, NULL, NULL);
		fetch_release(&f);
	}
	term_keys(t, F5);
	term_settle(t, 5000);
	figure_print(of(count, "bytes until 1 % of the rows went"),
		     (double)(term_raw_len(t) - before), "B", "");
}

static void measure(int count, const char *title, const char *few)
{
	char many[32];
	const char *const args[] = { "-cluster", "east", "-fault", many, NULL };
	_cleanup_(sandbox_freep) struct sandbox *consul = NULL;
	_cleanup_(term_freep) struct term *t = NULL;
	double begin;

	snprintf(many, sizeof(many), "many=%d", count);
	consul = sandbox_start(args);
	begin = figure_now();
	t = console_start(24, 80, sandbox_url(consul, "east"), NULL);
	wait_for(t, title);
	figure_print(of(count, "exec to the whole list"),
		     (figure_now() - begin) / 1000, "ms", "");
	figure_print(of(count, "sort by the next column"),
		     until(t, "s", "sorted by state"), "ms", "");
	figure_print(of(count, "the list turned round"),
		     until(t, "S", "reversed"), "ms", "");
	figure_print(of(count, "filter, first key"),
		     (until(t, "/", "Filter"), until(t, "7", "shown, by")),
		     "ms", "<= 16");
	figure_print(of(count, "filter, to a few rows"), until(t, "777", few),
		     "ms", "");
	term_keys(t, ESC);
	wait_for(t, "sorted by");
	measure_keys(t, count, 0, "no list", "");
	measure_keys(t, count, KEYS_LIST, "lists arriving", "<= 5");
	term_settle(t, 2000);
	measure_moves(t, count);
	measure_idle(t, count);
	measure_refresh(t, consul, count);
	term_keys(t, "q");
	term_exit_status(t);
	figure_print(of(count, "peak memory"), (double)term_peak_rss(t) / 1024,
		     "MB", "");
}

int main(void)
{
	measure(10000, "Peers 10,000", " 1 shown");
	measure(100000, "Peers 100,000", " 19 shown");
	return 0;
}
