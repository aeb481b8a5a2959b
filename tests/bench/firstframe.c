/* How soon the console is there, and what it writes to the terminal. */
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/attrs.h"
#include "tests/lib/fetch.h"
#include "tests/lib/figure.h"
#include "tests/lib/sandbox.h"
#include "tests/lib/term.h"

#define RUNS 21

static char program[512];

static const char *const demo[] = { program, "--demo", NULL };
static const char *const alone[] = { program, NULL };
static const char *const nowhere[] = { "CONSUL_HTTP_ADDR=127.0.0.1:9", NULL };

/* The footer is drawn last. */
static bool footer_shown(struct term *t, void *ctx)
{
	(void)ctx;
	return strstr(term_line(t, 23), "Help");
}

static struct term *start(const char *const argv[], const char *const env[])
{
	struct term *t = term_spawn(24, 80, argv, env);

	if (term_wait(t, footer_shown, NULL))
		return t;
	term_dump(t);
	exit(1);
}

static void stop(struct term *t)
{
	term_signal(t, SIGTERM);
	term_exit_status(t);
}

static void measure_start(const char *what, const char *const argv[],
			  const char *const env[])
{
	double ms[RUNS], bytes[RUNS], mb[RUNS];
	char line[80];

	for (int i = 0; i < RUNS; i++) {
		_cleanup_(term_freep) struct term *t = NULL;
		double before = figure_now();

		t = start(argv, env);
		ms[i] = (figure_now() - before) / 1000;
		bytes[i] = (double)term_raw_len(t);
		term_settle(t, 300);
		stop(t);
		mb[i] = (double)term_peak_rss(t) / 1024;
	}
	snprintf(line, sizeof(line), "%s: exec to first frame", what);
	figure_print(line, figure_median(ms, RUNS), "ms", "<= 8");
	snprintf(line, sizeof(line), "%s: the fastest of %d", what, RUNS);
	figure_print(line, ms[0], "ms", "");
	snprintf(line, sizeof(line), "%s: bytes of the first frame", what);
	figure_print(line, figure_median(bytes, RUNS), "B", "");
	snprintf(line, sizeof(line), "%s: peak memory", what);
	figure_print(line, figure_median(mb, RUNS), "MB", "<= 16");
}

/* What the loader takes for the libraries, before main() does anything. */
static void measure_loading(void)
{
	static const char *const argv[] = { program, "--version", NULL };
	double ms[RUNS];

	for (int i = 0; i < RUNS; i++) {
		_cleanup_(term_freep) struct term *t = NULL;
		double before = figure_now();

		t = term_spawn(24, 80, argv, NULL);
		term_exit_status(t);
		ms[i] = (figure_now() - before) / 1000;
	}
	figure_print("--version: exec to exit", figure_median(ms, RUNS), "ms",
		     "");
}

static bool has_answered(struct term *t, void *ctx)
{
	const size_t *before = ctx;

	return term_raw_len(t) > *before;
}

/* Bytes until the answer to a key is there; *ms: when its first byte was. */
static double answer_to(struct term *t, const char *key, double *ms)
{
	size_t before = term_raw_len(t);
	double sent = figure_now();

	term_keys(t, key);
	term_wait(t, has_answered, &before);
	*ms = (figure_now() - sent) / 1000;
	term_settle(t, 40); /* the lines below follow after 120 ms */
	return (double)(term_raw_len(t) - before);
}

static void measure_keys(void)
{
	_cleanup_(term_freep) struct term *t = start(demo, NULL);
	double bytes[RUNS], ms[RUNS];

	term_settle(t, 500);
	for (int i = 0; i < RUNS; i++) {
		bytes[i] = answer_to(t, i % 2 ? "k" : "j", &ms[i]);
		term_settle(t, 300);
	}
	figure_print("demo: bytes of a cursor move", figure_median(bytes, RUNS),
		     "B", "<= 60");
	figure_print("demo: key to paint", figure_median(ms, RUNS), "ms", "");
	stop(t);
}

static bool time_is_over(struct term *t, void *ctx)
{
	const double *end = ctx;

	(void)t;
	return figure_now() > *end;
}

/* Nothing moves in this cluster: its one peering was never used. */
static void measure_unchanged(void)
{
	static const char *const args[] = { "-cluster", "east", NULL };
	_cleanup_(sandbox_freep) struct sandbox *s = sandbox_start(args);
	_cleanup_(term_freep) struct term *t = NULL;
	char url[256], addr[256];
	const char *env[] = { addr, NULL };
	struct fetch reply;
	double end;
	size_t before;

	snprintf(url, sizeof(url), "%s/v1/peering/token",
		 sandbox_url(s, "east"));
	reply = fetch("POST", url, NULL, "{\"PeerName\":\"lab\"}");
	fetch_release(&reply);
	snprintf(addr, sizeof(addr), "CONSUL_HTTP_ADDR=%s",
		 sandbox_address(s, "east"));
	t = start(alone, env);
	term_expect(t, "unused");
	term_settle(t, 500);

	before = term_raw_len(t);
	end = figure_now() + 5e6;
	term_keys(t, F5);
	term_wait(t, time_is_over, &end);
	figure_print("unchanged: bytes in 5 s, F5 and reads by pace",
		     (double)(term_raw_len(t) - before), "B", "0");
	stop(t);
}

int main(void)
{
	const char *build = getenv("PEERDECK_BUILD");

	snprintf(program, sizeof(program), "%s/peerdeck",
		 build ? build : "build");
	measure_loading();
	measure_start("demo", demo, NULL);
	measure_start("no server", alone, nowhere);
	measure_keys();
	measure_unchanged();
	return 0;
}
