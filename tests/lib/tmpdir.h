/* A directory for one test, gone with all it holds when the test ends. */
#ifndef TESTS_LIB_TMPDIR_H
#define TESTS_LIB_TMPDIR_H

/*
 * Make an empty directory, 0700, and return its path. It is removed by
 * tmpdir_free, or at exit when a failed test never came that far.
 */
char *tmpdir_new(void);

/* Remove the directory, free the path and set it to NULL. NULL is fine. */
void tmpdir_freep(char **path);

#endif
