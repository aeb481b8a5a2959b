/*
 * Terminal bytes to keys and pastes. A lone ESC becomes a key after 30 ms
 * (input_deadline). A paste is what stands between the bracketed-paste marks,
 * or, on terminals without them, a read of more than 32 bytes with a line end
 * before its last byte (and what follows it within 20 ms): it never acts as
 * keys. Bytes that are not UTF-8 are dropped. A paste whose end mark never
 * comes is given up by Ctrl-C.
 */
#ifndef WIDGETS_INPUT_H
#define WIDGETS_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "widgets/key.h"

#define INPUT_ESC_MS	  30
#define INPUT_SEQUENCE_MS 500 /* for the rest of a sequence under way */
#define INPUT_JOIN_MS	  20
#define INPUT_PASTE_MIN	  32
#define INPUT_PASTE_MAX	  (256 * 1024) /* longer pastes are cut; .cut is set */

struct clock;
struct input;

enum input_kind {
	INPUT_KEY,
	INPUT_PASTE,
};

struct input_event {
	enum input_kind kind;
	struct key key;
	const char *text; /* of a paste: UTF-8, may hold \n and tabs, no other
			   * controls; borrowed, and wiped at the next
			   * input_next or input_feed */
	size_t len;
	bool cut;
};

/* `clock` must outlive it. */
struct input *input_new(const struct clock *clock);
void input_free(struct input *input);

/* One read()'s worth of bytes (its size tells an unbracketed paste). Read
 * before asking input_next at its deadline: the rest may be there. */
void input_feed(struct input *input, const char *bytes, size_t len);

/* The next event; false when none is complete yet. */
bool input_next(struct input *input, struct input_event *ret);

/* Monotonic ms when input_next may say more by time alone; -1 = never. */
int64_t input_deadline(const struct input *input);

#endif
