/*
 * The input decoder. The input's first byte says how the rest is cut into
 * reads and how time passes between them.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/utf8.h"
#include "widgets/input.h"
#include "widgets/keyseq.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
	if (!holds)
		abort();
}

static void check_key(const struct key *k)
{
	char name[KEY_NAME_MAX];

	require(k->sym > SYM_NONE && k->sym <= SYM_OTHER);
	require(k->raw_len <= sizeof(k->raw));
	require(k->sym != SYM_CHAR ||
		(k->ch >= ' ' && !(k->ch >= 0x7f && k->ch < 0xa0)));
	key_format(k, name);
}

static void check_paste(const struct input_event *e)
{
	uint32_t cp;

	require(e->len <= INPUT_PASTE_MAX && utf8_valid(e->text, e->len));
	for (size_t i = 0; i < e->len;) {
		i += utf8_decode(e->text + i, e->len - i, &cp);
		require(cp == '\t' || cp == '\n' || cp >= ' ');
		require(!(cp >= 0x7f && cp < 0xa0));
	}
}

/* Take all events; the pastes' text goes to `out`. Returns their number. */
static size_t take(struct input *in, struct buf *out)
{
	struct input_event e;
	size_t count = 0;

	for (; input_next(in, &e); count++) {
		if (e.kind == INPUT_KEY) {
			check_key(&e.key);
		} else {
			check_paste(&e);
			buf_add(out, e.text, e.len);
		}
	}
	return count;
}

/* Feed in reads of `step` bytes, `pause` ms apart. */
static size_t run(const char *bytes, size_t len, size_t step, int64_t pause,
		  struct buf *out)
{
	struct clock_fake clock;
	struct input *in;
	size_t count = 0;

	clock_fake_init(&clock, 0);
	in = input_new(&clock.clock);
	for (size_t i = 0; i < len; i += step) {
		input_feed(in, bytes + i, len - i < step ? len - i : step);
		count += take(in, out);
		clock_fake_advance(&clock, pause);
	}
	while (input_deadline(in) >= 0) { /* it must come to rest */
		int64_t wait = input_deadline(in) - clock.ms;

		clock_fake_advance(&clock, wait > 0 ? wait : 0);
		count += take(in, out);
	}
	input_free(in);
	return count;
}

/* A paste is the same however it is cut, and nothing in it acts. */
static void check_one_paste(const char *bytes, size_t len, size_t step)
{
	_cleanup_(buf_release) struct buf all = BUF_INIT(SIZE_MAX);
	_cleanup_(buf_release) struct buf one = BUF_INIT(SIZE_MAX);
	_cleanup_(buf_release) struct buf two = BUF_INIT(SIZE_MAX);

	buf_adds(&all, KEYSEQ_PASTE_BEGIN);
	for (size_t i = 0; i < len; i++) /* neither its end nor a Ctrl-C */
		if (bytes[i] != '\033' && bytes[i] != '\003')
			buf_add(&all, bytes + i, 1);
	buf_adds(&all, KEYSEQ_PASTE_END);
	require(run(all.data, all.len, all.len, 0, &one) == 1);
	require(run(all.data, all.len, step, 29, &two) == 1);
	require(one.len == two.len && !memcmp(one.data, two.data, one.len));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_(buf_release) struct buf out = BUF_INIT(SIZE_MAX);
	const char *bytes = (const char *)data + 1;
	size_t step;

	if (size < 2 || size > 64 * 1024)
		return 0;
	step = data[0] % 64 + 1;
	run(bytes, size - 1, step, data[0] / 64 * 11, &out);
	check_one_paste(bytes, size - 1, step);
	return 0;
}
