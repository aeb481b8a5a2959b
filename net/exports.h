/*
 * The exported-services config entry: which services which peers get. What
 * this program does not know in it is kept as it is.
 */
#ifndef NET_EXPORTS_H
#define NET_EXPORTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct err;
struct strlist;

/*
 * Append the entry with `services` exported to `peer` as well, as a body for
 * PUT /v1/config. `json` is the present entry, NULL when there is none (404).
 * `*ret_index` is what cas= must be; `*ret_changed` is false when all were
 * exported already.
 */
bool exports_add(const char *json, size_t len, const char *peer,
		 const struct strlist *services, struct buf *ret_body,
		 uint64_t *ret_index, bool *ret_changed, struct err *err);

#endif
