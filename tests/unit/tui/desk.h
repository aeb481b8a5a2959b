/*
 * The console in the test's own process: the real app, http and watch, a
 * clock that moves only when told, a grid instead of a terminal, and a server
 * that the test plays (tests/lib/wire.h). What a healthy Consul answers is
 * answered by itself from a table; the test takes what it wants to answer.
 */
#ifndef TESTS_UNIT_TUI_DESK_H
#define TESTS_UNIT_TUI_DESK_H

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/attrs.h"
#include "base/clock.h"
#include "base/err.h"
#include "net/http.h"
#include "tests/lib/wire.h"
#include "tui/app.h"
#include "widgets/input.h"
#include "widgets/lineedit.h"

#define DESK_TURNS 400 /* of at most 20 ms: what takes longer has failed */
#define DESK_WALL  1790000000
#define DESK_DATE  "Date: Mon, 21 Sep 2026 14:13:20 GMT\r\n"

struct desk_answer {
	const char *line;
	int status; /* 0: `body` is sent as it is, with its header */
	const char *body;
};

struct desk {
	struct clock_fake clock;
	struct app app;
	struct grid grid;
	struct wire *wire;
	struct wire *other; /* a second cluster, dc2; NULL = none */
	struct input *input;
	const struct desk_answer *says; /* the second one, before all others */
	const struct desk_answer *answers; /* of both, before the usual ones;
					    * the last has no line */
	const char *list;		   /* what GET /v1/peerings answers */
	const char *holds; /* requests that begin so are left to the test */
};

static const struct desk_answer desk_answers[] = {
	{ "POST /v1/internal/acl/authorize", 401, "ACL support disabled" },
	{ "GET /v1/acl/token/self", 401, "ACL support disabled" },
	{ "GET /v1/agent/self", 200,
	  "{\"Config\":{\"Datacenter\":\"dc1\",\"NodeName\":\"n\","
	  "\"Version\":\"1.21.0\"},\"DebugConfig\":{\"PeeringEnabled\":true,"
	  "\"ConnectEnabled\":true,\"GRPCTLSPort\":8503}}" },
	{ "GET /v1/partitions", 404, "Invalid URL path" },
	{ "GET /v1/status/leader", 200, "\"127.0.0.1:8300\"" },
	{ "GET /v1/connect/ca/roots", 200,
	  "{\"TrustDomain\":\"here.consul\",\"Roots\":[]}" },
};

/* The same of the second cluster, before those. */
static const struct desk_answer desk_others[] = {
	{ "GET /v1/agent/self", 200,
	  "{\"Config\":{\"Datacenter\":\"dc2\"},\"DebugConfig\":"
	  "{\"PeeringEnabled\":true,\"ConnectEnabled\":true}}" },
	{ "GET /v1/connect/ca/roots", 200,
	  "{\"TrustDomain\":\"other.consul\",\"Roots\":[]}" },
};

static inline void desk_open(struct desk *d, int w, int h)
{
	struct client_flags flags = { 0 };
	struct err err = ERR_INIT;

	setlocale(LC_ALL, "C.UTF-8");
	lineedit_start();
	*d = (struct desk){ .list = "[]", .holds = "" };
	clock_fake_init(&d->clock, DESK_WALL);
	d->wire = wire_new();
	d->input = input_new(&d->clock.clock);
	app_init(&d->app, &d->clock.clock);
	app_open(&d->app, "");
	flags.http_addr = wire_addr(d->wire);
	assert_true(client_config_load(&flags, getenv, &d->app.cluster->config,
				       &err));
	grid_init(&d->grid, w, h);
	cluster_watch(d->app.cluster);
	app_push(&d->app, screen_peers_new(&d->app));
}

static inline void desk_close(struct desk *d)
{
	app_release(&d->app);
	input_free(d->input);
	grid_release(&d->grid);
	wire_free(d->other);
	wire_free(d->wire);
}

static inline bool desk_holds(const struct desk *d, const char *line)
{
	return *d->holds && !strncmp(line, d->holds, strlen(d->holds));
}

static inline void desk_answer(struct desk *d, struct wire *wire,
			       const struct desk_answer *answers, size_t count)
{
	struct wire_request *r;

	for (size_t i = 0; i < count; i++)
		while (!desk_holds(d, answers[i].line) &&
		       (r = wire_take(wire, answers[i].line))) {
			if (answers[i].status)
				wire_reply(r, answers[i].status, NULL,
					   answers[i].body);
			else
				wire_sends(r, answers[i].body);
		}
}

static inline size_t desk_answer_count(const struct desk *d)
{
	size_t count = 0;

	while (d->answers && d->answers[count].line)
		count++;
	return count;
}

/* Answer what a healthy Consul answers. A waiting query stays open. */
static inline void desk_serve(struct desk *d)
{
	struct wire_request *r;

	desk_answer(d, d->wire, d->answers, desk_answer_count(d));
	desk_answer(d, d->wire, desk_answers, ARRAY_LEN(desk_answers));
	while (!desk_holds(d, "GET /v1/peerings") &&
	       (r = wire_take(d->wire, "GET /v1/peerings")))
		if (!strchr(r->line, '?'))
			wire_reply(r, 200, DESK_DATE "X-Consul-Index: 7\r\n",
				   d->list);
	if (!d->other)
		return;
	if (d->says)
		desk_answer(d, d->other, d->says, 1);
	desk_answer(d, d->other, d->answers, desk_answer_count(d));
	desk_answer(d, d->other, desk_others, ARRAY_LEN(desk_others));
	desk_answer(d, d->other, desk_answers, ARRAY_LEN(desk_answers));
}

/* What the loop does with them. */
static inline void desk_children(struct desk *d)
{
	struct pollfd fds[CHILD_FDS];
	size_t n = child_fds(&d->app.children, fds, CHILD_FDS);

	if (n && poll(fds, n, 0) > 0)
		for (size_t i = 0; i < n; i++)
			if (fds[i].revents)
				child_ready(&d->app.children, &fds[i]);
}

static inline void desk_turn(struct desk *d)
{
	wire_turn(d->wire, d->app.http);
	if (d->other)
		wire_turn(d->other, d->app.http);
	desk_serve(d);
	desk_children(d);
	app_tick(&d->app);
	app_draw(&d->app, &d->grid);
}

/* The screen as text, rows joined by \n; the caller frees. */
static inline char *desk_text(struct desk *d)
{
	struct buf all = BUF_INIT(1 << 20);

	app_draw(&d->app, &d->grid);
	for (int y = 0; y < d->grid.h; y++) {
		char *row = grid_row_text(&d->grid, y);

		buf_addf(&all, "%s\n", row);
		free(row);
	}
	return buf_take(&all);
}

static inline bool desk_shows(struct desk *d, const char *text)
{
	char *all = desk_text(d);
	bool found = strstr(all, text) != NULL;

	free(all);
	return found;
}

static inline void desk_fail(struct desk *d, const char *what)
{
	char *all = desk_text(d);

	fputs(all, stderr); /* cmocka would cut it */
	free(all);
	fail_msg("%s", what);
}

/* Turn until the screen has it. */
static inline void desk_expect(struct desk *d, const char *text)
{
	for (int i = 0; i < DESK_TURNS; i++) {
		if (desk_shows(d, text))
			return;
		desk_turn(d);
	}
	desk_fail(d, text);
}

static inline void desk_expect_gone(struct desk *d, const char *text)
{
	for (int i = 0; i < DESK_TURNS; i++) {
		if (!desk_shows(d, text))
			return;
		desk_turn(d);
	}
	desk_fail(d, text);
}

/* Turn until such a request is there; the test answers it. */
static inline struct wire_request *desk_request_at(struct desk *d,
						   struct wire *wire,
						   const char *line)
{
	d->holds = line;
	for (int i = 0; i < DESK_TURNS; i++) {
		struct wire_request *r = wire_take(wire, line);

		/* A waiting query begins like a list; it stays open. */
		if (r && !strchr(r->line, '?') == !strchr(line, '?')) {
			d->holds = "";
			return r;
		}
		desk_turn(d);
	}
	desk_fail(d, line);
	return NULL;
}

static inline struct wire_request *desk_request(struct desk *d,
						const char *line)
{
	return desk_request_at(d, d->wire, line);
}

/* Bytes as a terminal sends them; a lone ESC is made a key by time. */
static inline void desk_keys(struct desk *d, const char *bytes)
{
	struct input_event event;

	for (size_t i = 0, n; bytes[i]; i += n) {
		/* One read a key, as a person types; a sequence at once. */
		n = bytes[i] == '\033' ? strlen(bytes + i) : 1;
		input_feed(d->input, bytes + i, n);
		while (input_next(d->input, &event))
			app_input(&d->app, &event);
	}
	if (input_deadline(d->input) >= 0) {
		clock_fake_advance(&d->clock, INPUT_ESC_MS);
		while (input_next(d->input, &event))
			app_input(&d->app, &event);
	}
}

/* A bracketed paste. */
static inline void desk_paste(struct desk *d, const char *text)
{
	struct buf b = BUF_INIT(1 << 20);

	buf_addf(&b, "\033[200~%s\033[201~", text);
	desk_keys(d, b.data);
	buf_release(&b);
}

/* Let time pass, with the timers that fall due. */
static inline void desk_pass(struct desk *d, int64_t ms)
{
	clock_fake_advance(&d->clock, ms);
	http_tick(d->app.http);
	app_tick(&d->app);
	app_draw(&d->app, &d->grid);
}

#endif
