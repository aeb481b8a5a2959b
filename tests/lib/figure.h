/* What `make bench` prints: a line for each figure. */
#ifndef TESTS_LIB_FIGURE_H
#define TESTS_LIB_FIGURE_H

#include <stddef.h>

/* Print one; `aim` is what it should be, or "". */
void figure_print(const char *what, double value, const char *unit,
		  const char *aim);

/* Microseconds of a clock that only goes forward. */
double figure_now(void);

/* The median; sorts the values. */
double figure_median(double *values, size_t count);

#endif
