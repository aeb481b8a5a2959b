/* Standard base64 (RFC 4648 §4), as Go's base64.StdEncoding has it. */
#ifndef NET_BASE64_H
#define NET_BASE64_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct err;

/* Append the encoding of `len` bytes; false when `out` is full. */
bool base64_encode(const void *bytes, size_t len, struct buf *out);

/*
 * Append the decoding; nothing on failure. ERR_DECODE names the offset of the
 * first bad character, or where the text breaks off. CR and LF are skipped,
 * other white space is not; missing `=` are missing.
 */
bool base64_decode(const char *text, size_t len, struct buf *out,
		   struct err *err);

#endif
