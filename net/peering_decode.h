/* Peerings out of their JSON: what peering_reader and peering_decode share. */
#ifndef NET_PEERING_DECODE_H
#define NET_PEERING_DECODE_H

#include <stdbool.h>

#include "net/peering.h"

struct json_object;

#define PEERING_RECENT 4096 /* strings remembered, a power of two */

struct peering_decoder {
	enum peering_detail detail;
	struct peerings list;
	struct peering row;		     /* in the making */
	const char *remote[PEERING_REMOTES]; /* likewise */
	const char *recent[PEERING_RECENT];  /* by hash; to be shared */
	struct peering_strings recent_arrays[PEERING_RECENT]; /* likewise */
	const char **room; /* for an array in the making; the owner frees */
	size_t room_cap;
};

/*
 * Append `element` to the list. Strings that many rows have are kept once.
 * ERR_DECODE with the path of what is of a wrong type; the list is then
 * unchanged (its arena may have grown).
 */
bool peering_decode_row(struct peering_decoder *d,
			const struct json_object *element, struct err *err);

#endif
