/*
 * UTF-8 as a terminal sees it. Whatever comes from the network goes through
 * here before it is shown: nothing that steers a terminal passes.
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;

/*
 * Decode the character at `s` (`len` > 0 bytes). Returns the bytes it takes
 * and stores it in `*cp`; a byte that begins no valid character (overlong
 * forms, surrogates, beyond U+10FFFF, cut short) is 1 byte and U+FFFD.
 */
size_t utf8_decode(const char *s, size_t len, uint32_t *cp);

/* Write `cp` as 1–4 bytes, no NUL; returns the count. */
size_t utf8_encode(uint32_t cp, char out[4]);

/* True when `s` is the beginning of a character: more bytes may complete it. */
bool utf8_incomplete(const char *s, size_t len);

bool utf8_valid(const char *s, size_t len);

/* True for what must not reach a terminal: C0, DEL, C1, line and paragraph
 * separators, bidirectional controls, and characters of no known width. */
bool utf8_is_control(uint32_t cp);

/* Columns of `cp`: 0 (combining), 1 or 2; 1 for what is not printable. */
int utf8_width(uint32_t cp);

/* Columns of the first `len` bytes of `s`, which utf8_scrub has passed. */
int utf8_columns(const char *s, size_t len);

/*
 * Append `s` made fit to be shown: controls become visible as ^[, ^? or
 * \u{202e}, invalid bytes become U+FFFD. Refused parts set out->full.
 */
void utf8_scrub(struct buf *out, const char *s, size_t len);

/* Columns of `s` once it is scrubbed. */
int utf8_shown_columns(const char *s, size_t len);

/* Bytes of `s` that fit into `columns`, never splitting a character from the
 * combining ones behind it. */
size_t utf8_fit(const char *s, size_t len, int columns);

/*
 * Append `s` cut to `columns`, with "…" (or "..." when `ascii`) for what is
 * missing at its end, or in its middle.
 */
void utf8_cut(struct buf *out, const char *s, int columns, bool ascii);
void utf8_cut_middle(struct buf *out, const char *s, int columns, bool ascii);

/* End `s` before a last character that was cut short, as snprintf does. */
void utf8_trim(char *s);

/* Bytes from `at` to the next or back to the previous whole character. */
size_t utf8_next(const char *s, size_t len, size_t at);
size_t utf8_prev(const char *s, size_t at);

#endif
