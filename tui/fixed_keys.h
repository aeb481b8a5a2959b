/* The keys of lists, forms and prompts, which belong to no command and cannot
 * be bound anew, as the help screen and the manual page tell of them. */
#ifndef TUI_FIXED_KEYS_H
#define TUI_FIXED_KEYS_H

#include <stddef.h>

struct fixed_key {
	const char *keys, *help;
};

struct fixed_keys {
	const char *title;
	const struct fixed_key *keys; /* ends with NULL keys */
};

/* All of them, by where they act. */
const struct fixed_keys *fixed_keys_table(size_t *ret_count);

#endif
