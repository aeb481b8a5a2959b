/*
 * Words: what a peering's health means and what to do next; what went wrong
 * with a request, in Consul's words and ours. Every message ends with the
 * next step.
 */
#ifndef TUI_EXPLAIN_H
#define TUI_EXPLAIN_H

#include <stddef.h>
#include <stdint.h>

#include "net/health.h"
#include "tui/screen.h"
#include "widgets/theme.h"

struct app;
struct cluster;
struct err;
struct http_reply;
struct text;
struct watch_row;

/* The glyph and role that stand for a health. */
enum glyph explain_health_glyph(enum health h);
enum role explain_health_role(enum health h);

/* Two or three lines: what it means, what Consul lists, the next step. */
void explain_peering(struct text *out, const struct app *app,
		     const struct watch_row *row);

/* The same for a single row: what it means, without its consequence, and in
 * `next` the first of the next steps ("W why"); empty when no key helps, then
 * that is said in `out`. */
void explain_brief(struct text *out, struct text *next, const struct app *app,
		   const struct watch_row *row);

/* The same without name and facts; only the commands of `scope` are next
 * steps. */
void explain_health(struct text *out, const struct app *app,
		    const struct watch_row *row, enum scope scope);

/* An age as it stands in the SEEN column, drawn in steps: "<15s", "<30s",
 * "35s", "2m", "3h", "4d"; a dash for -1. */
#define EXPLAIN_AGE_MAX 24
void explain_age(int64_t seconds, bool ascii, char ret[EXPLAIN_AGE_MAX]);

/* The same in a sentence: "4 s", "2 min", "3 h", "4 days". */
void explain_span(int64_t seconds, char ret[EXPLAIN_AGE_MAX]);

/* In a sentence and in the steps of the column: "less than 15 s", "35 s". */
void explain_steps(int64_t seconds, char ret[EXPLAIN_AGE_MAX]);

/* A moment (seconds since 1970) in UTC, or in local time when the user chose
 * that: "03:26:58 UTC", with its date when that is not today. */
#define EXPLAIN_TIME_MAX 48
void explain_time(const struct app *app, int64_t at,
		  char ret[EXPLAIN_TIME_MAX]);

/* Its day alone, in a sentence: "on 2026-11-03", "today". */
void explain_day(const struct app *app, int64_t at, char ret[EXPLAIN_TIME_MAX]);

/* What is pressed for a command in a sentence: its key, or what is typed when
 * it has none: "e", ":peering.establish". */
#define EXPLAIN_KEY_MAX 64
void explain_key(const struct app *app, const char *command,
		 char ret[EXPLAIN_KEY_MAX]);

/* "1,488" */
void explain_count(size_t n, char ret[EXPLAIN_AGE_MAX]);

/* What failed while doing `what` ("Generating a token"): Consul's words,
 * their meaning, the next step. */
void explain_failure(struct text *out, const struct app *app, const char *what,
		     const struct http_reply *reply);

/* The key that shows what to ask for, if these words name a right that is
 * missing; for a screen, a dialog has a button (failure.h). */
void explain_next(struct text *out, const struct app *app, const char *words);

/* An error's text without the request before it ('Get "http://…": '). */
const char *explain_short(const struct err *err);

/* The meaning of Consul's words alone, or NULL when there is none to give. */
const char *explain_meaning(const struct err *err, const char *body);

/* What it means, with the next step, that a server could not connect with
 * another cluster's, in the words of its log; NULL when they are not known. */
const char *explain_dial(const char *text, const char **ret_title);

/* Why there is no list: what was tried (address, origin, ACL token, origin),
 * what came back, and what to do. */
void explain_unreachable(struct text *out, const struct cluster *cluster);

#endif
