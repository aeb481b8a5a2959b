/*
 * Command-line runs recorded from a real Consul, or written by hand in the
 * same form (tests/contract/README.md), tried against a program: each is a
 * cmocka test of its own.
 */
#ifndef TESTS_LIB_CASES_H
#define TESTS_LIB_CASES_H

/*
 * Run every case of the file with `words` (the program's path and the words
 * that come before a case's own; ends with NULL). Returns how many failed.
 */
int cases_run(const char *file, const char *const *words);

/* The path of this build's program ("peerdeck"); borrowed. */
const char *cases_build(const char *program);

#endif
