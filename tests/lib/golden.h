/* Golden screens: text files whose rows may hold patterns. */
#ifndef TESTS_LIB_GOLDEN_H
#define TESTS_LIB_GOLDEN_H

#include <stdbool.h>

struct strlist;

/* True when `row` is as `pattern` says; see term_match. */
bool golden_row_matches(const char *pattern, const char *row);

/* The same for all rows; missing rows at the end are blank. */
bool golden_matches(const struct strlist *golden, const struct strlist *rows);

/* Read tests/screen/golden/NAME into `ret`; false when it cannot be read. */
bool golden_load(const char *name, struct strlist *ret);

/* Write it: the rows of `golden` that still match, else those of `rows`. */
bool golden_save(const char *name, const struct strlist *golden,
		 const struct strlist *rows);

/* Print the rows that differ to stderr. */
void golden_explain(const struct strlist *golden, const struct strlist *rows);

#endif
