#include "widgets/input.h"

#include <stdlib.h>
#include <string.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "widgets/keyseq.h"

#define PENDING_MAX (4 * INPUT_PASTE_MAX)
#define NO_PASTE    SIZE_MAX

struct input {
	const struct clock *clock;
	struct buf pending; /* bytes fed and not yet looked at… */
	size_t at;	    /* …from here on */
	size_t raw_at;	    /* from here on they are an unbracketed paste */
	int64_t fed_ms;	    /* when bytes came last */
	bool bracketed;	    /* between the marks of a paste */
	bool after_cr;	    /* its last byte was a carriage return */
	struct buf paste;   /* its text so far, or what was handed out */
	bool cut;
	bool handed_out;
};

struct input *input_new(const struct clock *clock)
{
	struct input *in = mem_new(1, sizeof(*in));

	in->clock = clock;
	in->raw_at = NO_PASTE;
	in->pending = (struct buf)BUF_SECRET(PENDING_MAX);
	in->paste = (struct buf)BUF_SECRET(INPUT_PASTE_MAX);
	return in;
}

void input_free(struct input *in)
{
	if (!in)
		return;
	buf_release(&in->pending);
	buf_release(&in->paste);
	free(in);
}

static const char *rest(const struct input *in, size_t *ret_len)
{
	*ret_len = in->pending.len - in->at;
	return in->pending.data + in->at;
}

/* Where `mark` stands in `s`, or `len`. */
static size_t find(const char *s, size_t len, const char *mark)
{
	size_t size = strlen(mark);

	for (size_t i = 0; i + size <= len; i++)
		if (s[i] == mark[0] && !memcmp(s + i, mark, size))
			return i;
	return len;
}

/* --- feeding ------------------------------------------------------------- */

/* Nobody types so many keys at once, with a line end among them. */
static bool looks_pasted(const char *bytes, size_t len)
{
	if (len <= INPUT_PASTE_MIN)
		return false;
	for (size_t i = 0; i + 1 < len; i++)
		if (bytes[i] == '\r' || bytes[i] == '\n')
			return true;
	return false;
}

/* Ctrl-C, alone, gets out of a paste whose end never came. */
static bool breaks_paste(const struct input *in, const char *bytes, size_t len)
{
	return in->bracketed && len == 1 && bytes[0] == '\003';
}

/* What was handed out is wiped. */
static void take_back(struct input *in)
{
	if (!in->handed_out)
		return;
	buf_clear(&in->paste);
	in->cut = in->handed_out = false;
}

static void drop_looked_at(struct input *in)
{
	buf_remove(&in->pending, 0, in->at);
	if (in->raw_at != NO_PASTE)
		in->raw_at -= in->at;
	in->at = 0;
}

void input_feed(struct input *in, const char *bytes, size_t len)
{
	size_t before, left;
	const char *s;

	take_back(in);
	if (breaks_paste(in, bytes, len)) {
		in->bracketed = in->cut = false;
		in->at = in->pending.len;
		buf_clear(&in->paste);
	}
	drop_looked_at(in);
	before = in->pending.len;
	if (!buf_add(&in->pending, bytes, len))
		in->cut = true;
	in->fed_ms = clock_ms(in->clock);
	if (in->bracketed || in->raw_at != NO_PASTE ||
	    !looks_pasted(bytes, len))
		return;
	s = rest(in, &left);
	if (find(s, left, KEYSEQ_PASTE_BEGIN) == left)
		in->raw_at = before;
}

/* --- pastes -------------------------------------------------------------- */

static void add_char(struct input *in, const char *s, size_t len, uint32_t cp)
{
	bool is_break = cp == '\r' || cp == '\n';

	if (cp == '\n' && in->after_cr)
		is_break = false;
	in->after_cr = cp == '\r';
	if (is_break) {
		s = "\n";
	} else if (cp != '\t' && (cp < ' ' || (cp >= 0x7f && cp < 0xa0))) {
		return;
	}
	if (!in->cut && !buf_add(&in->paste, s, len))
		in->cut = true;
}

/* Add to the paste; returns the bytes taken, all of them when `final`, else
 * without a character that is cut short. */
static size_t add_text(struct input *in, const char *s, size_t len, bool final)
{
	size_t i = 0;
	uint32_t cp;

	while (i < len) {
		size_t n = utf8_decode(s + i, len - i, &cp);

		if (n == 1 && (unsigned char)s[i] >= 0x80) {
			if (!final && utf8_incomplete(s + i, len - i))
				break;
		} else {
			add_char(in, s + i, n, cp);
		}
		i += n;
	}
	return i;
}

static bool hand_out(struct input *in, struct input_event *ret)
{
	ret->kind = INPUT_PASTE;
	ret->text = in->paste.data;
	ret->len = in->paste.len;
	ret->cut = in->cut;
	in->handed_out = true;
	return true;
}

/* Of `len` bytes, those before what may be the beginning of the end mark. */
static size_t before_mark(const char *s, size_t len)
{
	size_t tail = strlen(KEYSEQ_PASTE_END) - 1;

	for (size_t i = len > tail ? len - tail : 0; i < len; i++)
		if (!memcmp(s + i, KEYSEQ_PASTE_END, len - i))
			return i;
	return len;
}

static bool take_bracketed(struct input *in, struct input_event *ret)
{
	size_t len, end;
	const char *s = rest(in, &len);

	end = find(s, len, KEYSEQ_PASTE_END);
	if (end == len) {
		in->at += add_text(in, s, before_mark(s, len), false);
		return false;
	}
	add_text(in, s, end, true);
	in->at += end + strlen(KEYSEQ_PASTE_END);
	in->bracketed = false;
	return hand_out(in, ret);
}

static bool take_raw(struct input *in, struct input_event *ret)
{
	size_t len;
	const char *s = rest(in, &len);

	if (clock_ms(in->clock) < in->fed_ms + INPUT_JOIN_MS)
		return false;
	in->after_cr = false;
	in->at += add_text(in, s, len, true);
	in->raw_at = NO_PASTE;
	return hand_out(in, ret);
}

/* --- keys ---------------------------------------------------------------- */

/* How long an incomplete key may wait for the rest. What began as a sequence
 * is nothing else, and could be a paste's mark: it is not given up soon. */
static int64_t patience(const char *s, size_t len)
{
	return len >= 3 && !memcmp(s, "\033[", 2) ? INPUT_SEQUENCE_MS
						  : INPUT_ESC_MS;
}

static bool begins_paste(struct input *in, const char *s, size_t len)
{
	size_t size = strlen(KEYSEQ_PASTE_BEGIN);

	if (len < size || memcmp(s, KEYSEQ_PASTE_BEGIN, size) != 0)
		return false;
	in->at += size;
	in->bracketed = true;
	in->after_cr = false;
	return true;
}

/* The next key before what is a paste. */
static bool take_key(struct input *in, struct input_event *ret)
{
	size_t len, n;
	const char *s = rest(in, &len);
	bool final = clock_ms(in->clock) >= in->fed_ms + patience(s, len);

	if (in->raw_at != NO_PASTE) {
		len = in->raw_at - in->at;
		final = true;
	}
	n = keyseq_decode(s, len, final, &ret->key);
	in->at += n;
	return n > 0;
}

bool input_next(struct input *in, struct input_event *ret)
{
	size_t len;

	take_back(in);
	*ret = (struct input_event){ .kind = INPUT_KEY };
	for (;;) {
		const char *s = rest(in, &len);

		if (in->bracketed)
			return take_bracketed(in, ret);
		if (in->raw_at == in->at)
			return take_raw(in, ret);
		if (!len)
			return false;
		if (begins_paste(in, s, len))
			continue;
		if (!take_key(in, ret))
			return false;
		if (ret->key.sym)
			return true;
	}
}

int64_t input_deadline(const struct input *in)
{
	size_t len;
	const char *s = rest(in, &len);

	if (in->bracketed)
		return -1;
	if (in->raw_at != NO_PASTE)
		return in->fed_ms + INPUT_JOIN_MS;
	return len ? in->fed_ms + patience(s, len) : -1;
}
