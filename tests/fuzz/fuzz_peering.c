/*
 * The reader of peerings: any bytes, fed in one piece and in small ones, must
 * give the same rows or both be refused.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/err.h"
#include "net/peering.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Append what was read, or the refusal. */
static bool read_list(const char *text, size_t len, size_t split,
		      struct buf *out)
{
	_cleanup_(peering_reader_freep) struct peering_reader *reader =
		peering_reader_new(PEERING_ALL);
	_cleanup_(peerings_release) struct peerings list = { 0 };
	bool ok = true;

	for (size_t i = 0; ok && i < len; i += split)
		ok = peering_reader_feed(reader, text + i,
					 split < len - i ? split : len - i,
					 NULL);
	if (!ok || !peering_reader_finish(reader, &list, NULL))
		return false;
	buf_addf(out, "%d %zu\n", list.null, list.count);
	for (size_t i = 0; i < list.count; i++)
		peering_json(out, &list.rows[i]);
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	_cleanup_(buf_release) struct buf whole = BUF_INIT(SIZE_MAX);
	_cleanup_(buf_release) struct buf parts = BUF_INIT(SIZE_MAX);
	_cleanup_(peerings_release) struct peerings one = { 0 };
	bool ok = read_list(text, size, size + 1, &whole);
	size_t split = 1 + size % 7;

	if (read_list(text, size, split, &parts) != ok ||
	    strcmp(whole.data, parts.data) != 0)
		abort();
	peering_decode(text, size, &one, NULL);
	return 0;
}
