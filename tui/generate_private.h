/* What the files of the Generate screen share: its state. */
#ifndef TUI_GENERATE_PRIVATE_H
#define TUI_GENERATE_PRIVATE_H

#include "tui/generate_form.h"
#include "tui/generate_last.h"
#include "tui/screen.h"
#include "widgets/text.h"

/*
 * The record is read before anything is sent (what is there decides what a
 * token would do), and again when an answer was lost: a write is never
 * repeated by itself.
 */
enum generate_step {
	GENERATE_STEP_EDIT,
	GENERATE_STEP_READ_BEFORE,
	GENERATE_STEP_SEND,
	GENERATE_STEP_READ_AFTER,
};

struct generate {
	struct screen base;
	struct generate_form fields;
	struct generate_last last; /* the addresses of last time */
	enum generate_step step;
	struct http_request *request;	 /* of the step */
	struct http_request *partitions; /* are there any? */
	int64_t started_ms;		 /* the step */
	struct kv meta;			 /* what was sent, for the record's */
	struct strlist addresses;	 /* comparison */
	char shown_id[64]; /* the existing record that the user has been told
			    * of: submitting again generates for it */
	bool existed;
	char lost[160];	   /* what came instead of an answer */
	uint64_t before;   /* its ModifyIndex before sending */
	struct text panel; /* what stands under the form */
	bool panel_kept; /* it tells an outcome: stays until the form changes */
	int w, h, panel_h;
};

/* Set the notes of the form and what stands under it anew. */
void generate_check(struct generate *s);

/* The partition that was typed, unless it is that of the list: NULL. */
const char *generate_other_partition(const struct generate *s);

/* Read the record, and send what the form holds. */
void generate_run_start(struct generate *s);

/* Give up the request under way; false if there is none. */
bool generate_run_cancel(struct generate *s);

/* What it is doing, for the header; "" = nothing. */
const char *generate_run_busy(const struct generate *s);

#endif
