/*
 * The list of the console in memory: what a row costs, and how long a list
 * is taken, filtered and sorted, in the slices of a turn.
 */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/err.h"
#include "net/watch_rows.h"
#include "tests/lib/figure.h"
#include "tui/peers_view.h"

#define RUNS	   11
#define SLICE	   ((size_t)16 * 1024) /* as the HTTP client hands it on */
#define DATE	   1790853753	       /* 2026-10-01T11:22:33Z */
#define TAKE_ROWS  256		       /* as in net/watch.c */
#define SWEEP_ROWS 1024		       /* likewise */
#define VIEW_UNITS 512		       /* as in tui/screen_peers.c */

static void add_peering(struct buf *out, int i)
{
	buf_addf(out,
		 "%c{\"ID\":\"b8e3d7a1-0000-4000-8000-%012d\","
		 "\"Name\":\"cluster-%06d\",\"State\":\"%s\","
		 "\"Meta\":{\"env\":\"%s\",\"team\":\"team-%d\"},"
		 "\"PeerID\":\"e3d99b1f-571d-6de5-cb18-%012d\","
		 "\"PeerServerName\":\"server.dc%d.peering.consul\","
		 "\"PeerServerAddresses\":[\"10.%d.0.1:8502\"],",
		 i ? ',' : '[', i, i, i % 50 ? "ACTIVE" : "FAILING",
		 i % 3 ? "prod" : "test", i % 17, i, i % 200, i % 250);
	buf_addf(out,
		 "\"StreamStatus\":{\"ImportedServices\":[\"web\"],"
		 "\"LastHeartbeat\":\"2026-10-01T11:%02d:%02dZ\"},"
		 "\"CreateIndex\":%d,\"ModifyIndex\":%d,\"Remote\":{"
		 "\"Partition\":\"default\",\"Datacenter\":\"dc%d\"}}",
		 i % 20 ? 22 : i % 22, i % 33, i, i + 7, i % 200);
}

static struct peerings read_list(int count)
{
	_cleanup_(buf_release) struct buf text = BUF_INIT(SIZE_MAX);
	_cleanup_(peering_reader_freep) struct peering_reader *reader =
		peering_reader_new(PEERING_ROWS);
	struct peerings list = { 0 };
	struct err err = ERR_INIT;
	bool ok = true;

	for (int i = 0; i < count; i++)
		add_peering(&text, i);
	buf_addc(&text, ']');
	for (size_t i = 0; ok && i < text.len; i += SLICE)
		ok = peering_reader_feed(reader, text.data + i,
					 SLICE < text.len - i ? SLICE
							      : text.len - i,
					 &err);
	if (!ok || !peering_reader_finish(reader, &list, &err)) {
		fprintf(stderr, "%s\n", err.msg);
		exit(1);
	}
	return list;
}

/* Of this program alone, in µs: what else runs meanwhile is not its doing. */
static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (double)ts.tv_sec * 1e6 + (double)ts.tv_nsec / 1e3;
}

/* What is spent in all and in the longest slice, in ms. */
struct spent {
	double all[RUNS], longest[RUNS];
};

static void print(int count, const char *what, struct spent *s, const char *aim)
{
	char line[96];

	snprintf(line, sizeof(line), "%d rows: %s", count, what);
	figure_print(line, figure_median(s->all, RUNS), "ms", aim);
	snprintf(line, sizeof(line), "%d rows: %s, longest slice", count, what);
	figure_print(line, figure_median(s->longest, RUNS), "ms", "<= 1");
}

static void add(struct spent *s, int run, double us)
{
	s->all[run] += us / 1000;
	if (us / 1000 > s->longest[run])
		s->longest[run] = us / 1000;
}

static void take(struct watch_rows *w, int count, struct spent *s, int run)
{
	struct peerings list = read_list(count);
	double before = now();
	bool done;

	watch_rows_begin(w, &list, 1000, DATE);
	add(s, run, now() - before);
	do {
		before = now();
		done = watch_rows_step(w, TAKE_ROWS);
		add(s, run, now() - before);
	} while (!done);
}

/* The list before: nothing shows it any more. */
static void sweep(struct watch_rows *w, struct spent *s, int run)
{
	bool more;

	do {
		double before = now();

		more = watch_rows_sweep(w, SWEEP_ROWS);
		add(s, run, now() - before);
	} while (more);
}

static void view(struct peers_view *v, const struct watch_rows *w,
		 const char *by, const char *line, struct spent *s, int run)
{
	struct column column = { 0 };
	struct filter filter;
	double before;
	bool done;

	column_named(by, &column, NULL);
	filter_parse(&filter, line);
	before = now();
	peers_view_begin(v, watch_list_hold(w->list), &column, &filter);
	add(s, run, now() - before);
	do {
		before = now();
		done = peers_view_step(v, VIEW_UNITS);
		add(s, run, now() - before);
	} while (!done);
}

/* Bytes of memory that are in use, once what is free was given back; without
 * what is mapped from files, which is the programs' and the libraries'. */
static double resident(void)
{
	FILE *f = fopen("/proc/self/statm", "r");
	long pages = 0, mapped = 0;

	malloc_trim(0);
	if (!f || fscanf(f, "%*d %ld %ld", &pages, &mapped) != 2)
		pages = mapped = 0;
	if (f)
		fclose(f);
	return (double)(pages - mapped) * (double)sysconf(_SC_PAGESIZE);
}

static const struct step {
	const char *what, *by, *filter, *aim;
} steps[] = {
	{ "sort by health", "health", "", "" },
	{ "sort by name", "name", "", "" },
	{ "sort by seen", "seen", "", "" },
	{ "sort by meta.team", "meta.team", "", "" },
	{ "filter, first letter", "meta.team", "e", "<= 16" },
	{ "filter, a word that few have", "meta.team", "42", "<= 16" },
	{ "filter, one letter more", "meta.team", "423", "<= 16" },
	{ "filter, three terms", "meta.team", "meta.env=prod !dc7 seen<1h",
	  "<= 16" },
	{ "filter, no row", "meta.team", "meta.env=q", "<= 16" },
};

static void measure(int count)
{
	static struct spent taken, swept, spent[ARRAY_LEN(steps)];
	double empty = resident();
	struct watch_rows w = { 0 };
	struct peers_view v = { 0 };
	char line[96];

	memset(&taken, 0, sizeof(taken));
	memset(&swept, 0, sizeof(swept));
	memset(spent, 0, sizeof(spent));
	for (int run = 0; run < RUNS; run++) {
		take(&w, count, &taken, run);
		for (size_t i = 0; i < ARRAY_LEN(steps); i++)
			view(&v, &w, steps[i].by, steps[i].filter, &spent[i],
			     run);
		view(&v, &w, "health", "", &spent[0], run);
		spent[0].all[run] /= 2;
		sweep(&w, &swept, run);
	}
	snprintf(line, sizeof(line), "%d rows: memory of one", count);
	figure_print(line, (resident() - empty) / count, "bytes", "<= 400");
	print(count, "take a list", &taken, "");
	print(count, "give the one before back", &swept, "");
	for (size_t i = 0; i < ARRAY_LEN(steps); i++)
		print(count, steps[i].what, &spent[i], steps[i].aim);
	peers_view_release(&v);
	watch_rows_release(&w);
}

int main(void)
{
	measure(10000);
	measure(100000);
	return 0;
}
