/*
 * Editing what one peer gets: the exported-services entry is read, changes
 * are marked (exports_model.h), the entry as it will be is shown against the
 * one that is there, and then it is written by compare-and-swap. When someone
 * else was faster their change is shown, and merged only when asked. An
 * answer that was lost is looked up; no write is repeated by itself.
 */
#ifndef TUI_EXPORTS_EDIT_H
#define TUI_EXPORTS_EDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "net/exports.h"
#include "tui/exports_model.h"
#include "widgets/text.h"

struct app;
struct cluster;
struct http_request;
struct screen;

enum exports_step {
	EXPORTS_IDLE,
	EXPORTS_READ,	 /* to show it */
	EXPORTS_PREPARE, /* read before a change is shown */
	EXPORTS_WRITE,
	EXPORTS_CONFIRM, /* read after it was written */
	EXPORTS_LOOK_UP, /* read after the answer was lost */
	EXPORTS_COMPARE, /* read after someone else was faster */
	EXPORTS_STEPS,
};

struct exports_edit {
	struct app *app;
	struct cluster *cluster;
	const struct screen *screen; /* only compared: no question comes while
				      * another one is looked at */
	char *peer;
	struct exports_model model;
	enum exports_step step;
	struct http_request *request; /* of the step */
	struct http_request *catalog;
	struct buf entry; /* as it was read last; "" = there is none */
	bool have;	  /* it was read at least once */
	struct buf known; /* as the user knows it: he was told of its changes */
	uint64_t known_index;	      /* its ModifyIndex; 0 = there is none */
	int64_t read_ms;	      /* monotonic: when */
	struct exports_change change; /* that is shown, or being written */
	struct text problem; /* why it cannot be shown; empty while it can */
	void (*changed)(void *ctx); /* rows, step or problem */
	void *ctx;
};

/* Start reading, for a screen that must outlive it, as `ctx` must. */
void exports_edit_init(struct exports_edit *e, const struct screen *screen,
		       const char *peer, void (*on_change)(void *ctx),
		       void *ctx);
void exports_edit_release(struct exports_edit *e);

/* Read entry and catalog again; nothing while something is under way. */
void exports_edit_read(struct exports_edit *e);

/* Show the entry as it will be, and ask. */
void exports_edit_write(struct exports_edit *e);

/* Forget the request under way; false if there is none. */
bool exports_edit_cancel(struct exports_edit *e);

/* What it is doing, for the header; "" = nothing. */
const char *exports_edit_busy(const struct exports_edit *e);

/* NULL when the exports can be changed, else why not (static). */
const char *exports_edit_refused(const struct exports_edit *e);

#endif
