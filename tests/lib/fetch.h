/* Blocking HTTP for tests. */
#ifndef TESTS_LIB_FETCH_H
#define TESTS_LIB_FETCH_H

#include <stddef.h>

#include "base/buf.h"
#include "base/kv.h"

struct fetch {
	int status;	   /* 0: no reply; `body` then holds curl's reason */
	struct kv headers; /* names in lower case */
	struct buf body;
};

/*
 * Send a request and wait for its whole reply. `headers` may be NULL, as may
 * `body` (a POST or PUT then sends an empty one). Release the result.
 */
struct fetch fetch(const char *method, const char *url,
		   const struct kv *headers, const char *body);
void fetch_release(struct fetch *f);

/* A reply header by its lower-case name; "" when it is missing. */
const char *fetch_header(const struct fetch *f, const char *name);

#endif
