/* The console, started in a terminal of its own, as tests/lib/term.h has it. */
#ifndef TESTS_LIB_CONSOLE_H
#define TESTS_LIB_CONSOLE_H

struct term;

/* On the agent at `addr` (host:port or a URL). `env` may be NULL: further
 * "NAME=value" words. */
struct term *console_start(int rows, int cols, const char *addr,
			   const char *const *env);

/* With `--demo`. */
struct term *console_demo(int rows, int cols);

/* The same in an interactive sh, which stops it and brings it back. */
struct term *console_in_shell(int rows, int cols, const char *addr);

#endif
