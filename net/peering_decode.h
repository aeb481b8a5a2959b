/* One peering out of its JSON; what peering_reader and peering_decode share. */
#ifndef NET_PEERING_DECODE_H
#define NET_PEERING_DECODE_H

#include <stdbool.h>

#include "net/peering.h"

struct json_object;

/*
 * Append `element` to the list. Strings that the row before has too are
 * shared with it. ERR_DECODE with the path of what is of a wrong type; the
 * list is then unchanged (its arena may have grown).
 */
bool peering_decode_row(const struct json_object *element,
			enum peering_detail detail, struct peerings *list,
			struct err *err);

#endif
