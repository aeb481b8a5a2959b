#include "sandbox/duration.h"

#include <stdlib.h>
#include <string.h>

#include "base/attrs.h"

static const struct {
	const char *name;
	double ms;
} units[] = {
	/* The longer names first: "ms" begins like "m". */
	{ "ns", 1e-6 }, { "us", 1e-3 }, { "µs", 1e-3 },	 { "ms", 1 },
	{ "s", 1e3 },	{ "m", 60e3 },	{ "h", 3600e3 },
};

static bool take_unit(const char **p, double *ms)
{
	for (size_t i = 0; i < ARRAY_LEN(units); i++) {
		size_t len = strlen(units[i].name);

		if (strncmp(*p, units[i].name, len) != 0)
			continue;
		*p += len;
		*ms = units[i].ms;
		return true;
	}
	return false;
}

bool duration_parse(const char *text, int64_t *ret_ms)
{
	const char *p = text;
	bool negative = *p == '-';
	double total = 0;

	if (*p == '-' || *p == '+')
		p++;
	if (!strcmp(p, "0")) {
		*ret_ms = 0;
		return true;
	}
	if (!*p)
		return false;
	while (*p) {
		size_t len = strspn(p, "0123456789.");
		char number[32];
		double ms;

		if (!len || len >= sizeof(number) || !strcmp(p, "."))
			return false;
		memcpy(number, p, len);
		number[len] = '\0';
		p += len;
		if (!take_unit(&p, &ms))
			return false;
		total += strtod(number, NULL) * ms;
	}
	if (total > 1e15)
		return false;
	*ret_ms = (int64_t)(negative ? -total : total);
	return true;
}
