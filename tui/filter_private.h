/* The fields of the filter language: shared by filter*.c. */
#ifndef TUI_FILTER_PRIVATE_H
#define TUI_FILTER_PRIVATE_H

#include "tui/filter.h"

enum filter_kind {
	FILTER_TEXT,
	FILTER_AGE,
	FILTER_NUMBER,
	FILTER_META,
};

struct filter_field {
	const char *name;
	const char *ops; /* what may stand behind it; offered is the first */
	enum filter_kind kind;
	const char *(*value)(const struct watch_row *row); /* of a text */
	int64_t (*number)(const struct watch_row *row);	   /* -1 = none */
};

extern const struct filter_field filter_fields[];
extern const size_t filter_field_count;

/* The field of that name, or NULL. */
const struct filter_field *filter_field_of(const char *name, size_t len);

#endif
