/* Durations as Go writes them: "300ms", "1m30s", "1.5h". */
#ifndef SANDBOX_DURATION_H
#define SANDBOX_DURATION_H

#include <stdbool.h>
#include <stdint.h>

/* False, and `*ret_ms` untouched, when `text` is none. */
bool duration_parse(const char *text, int64_t *ret_ms);

#endif
