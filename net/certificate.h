/* What a certificate says of itself. It is only read, never verified. */
#ifndef NET_CERTIFICATE_H
#define NET_CERTIFICATE_H

#include <stdbool.h>
#include <stdint.h>

struct certificate {
	char *subject;	   /* common name, else the whole subject; owned */
	char *serial;	   /* hex pairs: "0f:a2"; owned */
	int64_t not_after; /* seconds since 1970 */
};

/* Read the first certificate of a PEM text. False, and `*ret` untouched, when
 * there is none. */
bool certificate_read(const char *pem, struct certificate *ret);
void certificate_release(struct certificate *cert);

/* Whole days that it is still good at `now` (seconds since 1970); negative
 * when it has expired. */
int64_t certificate_days(const struct certificate *cert, int64_t now);

#endif
