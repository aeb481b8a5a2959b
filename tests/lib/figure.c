#include "tests/lib/figure.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

void figure_print(const char *what, double value, const char *unit,
		  const char *aim)
{
	printf("%-46s %10.*f %-5s %s\n", what, value < 100 && value > 0, value,
	       unit, aim);
	fflush(stdout);
}

double figure_now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec * 1e6 + (double)ts.tv_nsec / 1e3;
}

static int ascending(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

double figure_median(double *values, size_t count)
{
	qsort(values, count, sizeof(*values), ascending);
	return values[count / 2];
}
