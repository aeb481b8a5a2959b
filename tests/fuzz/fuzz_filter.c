/* The filter language: lines with a row, completion at any point. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/attrs.h"
#include "base/mem.h"
#include "base/strlist.h"
#include "net/watch.h"
#include "tui/filter.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first byte says where the second filter, typed later, ends. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const meta[] = { "env", "prod", "o", "a b" };
	const struct peering peering = {
		.name = "eu-west",
		.id = "aa",
		.partition = "",
		.state = PEERING_ACTIVE,
		.state_text = "ACTIVE",
		.remote_datacenter = "dc2",
		.peer_id = "",
		.meta = { meta, 4, false },
	};
	const struct watch_row row = { .peering = &peering, .seen_s = 40 };
	_cleanup_(strlist_release) struct strlist offers = { 0 };
	_cleanup_(mem_freep) char *line = NULL;
	struct filter f, before;
	size_t len, start;
	size_t cut;

	if (!size)
		return 0;
	line = mem_dup_n((const char *)data + 1, size - 1);
	filter_parse(&f, line);
	len = strlen(line);
	filter_complete(line, len, &row, 1, &start, &offers);
	if (start > len || f.count > FILTER_TERMS)
		abort();
	cut = len ? data[0] % len : 0;
	line[cut] = '\0';
	filter_parse(&before, line);
	if (filter_narrows(&f, &before) && filter_fits(&f, &row) &&
	    !filter_fits(&before, &row))
		abort();
	return 0;
}
