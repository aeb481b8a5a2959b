#include "base/rfc3339.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

struct civil {
	int year, month, day, hour, minute, second;
};

/* The proleptic Gregorian calendar as H. Hinnant counts it: years from March.
 * A month of 13 is next January. */
int64_t rfc3339_days(int year, int month, int day)
{
	int64_t y = month <= 2 ? (int64_t)year - 1 : year;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t yoe = y - era * 400;
	int64_t doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;

	return era * 146097 + doe - 719468;
}

static struct civil civil_of(int64_t sec)
{
	int64_t days = sec / 86400, rest = sec % 86400;
	int64_t era, doe, yoe, doy, mp;
	struct civil c;

	if (rest < 0) {
		rest += 86400;
		days--;
	}
	days += 719468;
	era = (days >= 0 ? days : days - 146096) / 146097;
	doe = days - era * 146097;
	yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	mp = (5 * doy + 2) / 153;
	c.day = (int)(doy - (153 * mp + 2) / 5 + 1);
	c.month = (int)(mp < 10 ? mp + 3 : mp - 9);
	c.year = (int)(yoe + era * 400 + (c.month <= 2));
	c.hour = (int)(rest / 3600);
	c.minute = (int)(rest / 60 % 60);
	c.second = (int)(rest % 60);
	return c;
}

static bool digits(const char **s, int count, int *ret)
{
	*ret = 0;
	for (int i = 0; i < count; i++) {
		if (!isdigit((unsigned char)**s))
			return false;
		*ret = *ret * 10 + (*(*s)++ - '0');
	}
	return true;
}

static bool literal(const char **s, const char *any)
{
	if (!**s || !strchr(any, **s))
		return false;
	(*s)++;
	return true;
}

static bool fraction(const char **s, int32_t *nsec)
{
	int32_t scale = 100000000;

	*nsec = 0;
	if (!literal(s, ".,"))
		return true;
	if (!isdigit((unsigned char)**s))
		return false;
	for (; isdigit((unsigned char)**s); (*s)++, scale /= 10)
		*nsec += (**s - '0') * scale;
	return true;
}

static bool zone(const char **s, int16_t *minutes)
{
	int h, m, sign;

	*minutes = 0;
	if (literal(s, "Zz"))
		return true;
	sign = **s == '-' ? -1 : 1;
	if (!literal(s, "+-") || !digits(s, 2, &h) || !literal(s, ":") ||
	    !digits(s, 2, &m) || h > 23 || m > 59)
		return false;
	*minutes = (int16_t)(sign * (h * 60 + m));
	return true;
}

static bool in_range(const struct civil *c)
{
	if (c->month < 1 || c->month > 12)
		return false;
	return c->day >= 1 &&
	       c->day <= rfc3339_days(c->year, c->month + 1, 1) -
				 rfc3339_days(c->year, c->month, 1) &&
	       c->hour < 24 && c->minute < 60 && c->second < 61;
}

bool timestamp_parse(const char *s, struct timestamp *ret)
{
	struct timestamp t = { .set = true };
	struct civil c;

	if (!digits(&s, 4, &c.year) || !literal(&s, "-") ||
	    !digits(&s, 2, &c.month) || !literal(&s, "-") ||
	    !digits(&s, 2, &c.day) || !literal(&s, "Tt") ||
	    !digits(&s, 2, &c.hour) || !literal(&s, ":") ||
	    !digits(&s, 2, &c.minute) || !literal(&s, ":") ||
	    !digits(&s, 2, &c.second) || !fraction(&s, &t.nsec) ||
	    !zone(&s, &t.zone) || *s || !in_range(&c))
		return false;
	t.sec = rfc3339_days(c.year, c.month, c.day) * 86400 + c.hour * 3600 +
		c.minute * 60 + c.second - t.zone * 60;
	*ret = c.year > 1 ? t : (struct timestamp){ 0 };
	return true;
}

static struct civil local_civil(const struct timestamp *t)
{
	return civil_of(t->sec + t->zone * 60);
}

/* ".5" for 500,000,000; "" for 0. */
static void format_fraction(int32_t nsec, char out[12])
{
	size_t len;

	if (!nsec) {
		out[0] = '\0';
		return;
	}
	snprintf(out, 12, ".%09d", (int)nsec);
	for (len = strlen(out); out[len - 1] == '0'; len--)
		out[len - 1] = '\0';
}

void timestamp_json(const struct timestamp *t, char out[RFC3339_MAX])
{
	struct civil c;
	char frac[12], tz[8] = "Z";
	int zone_abs = t->zone < 0 ? -t->zone : t->zone;

	out[0] = '\0';
	if (!t->set)
		return;
	c = local_civil(t);
	format_fraction(t->nsec, frac);
	if (t->zone)
		snprintf(tz, sizeof(tz), "%c%02d:%02d", t->zone < 0 ? '-' : '+',
			 zone_abs / 60 % 100, zone_abs % 60);
	snprintf(out, RFC3339_MAX, "%04d-%02d-%02dT%02d:%02d:%02d%s%s",
		 c.year % 10000, c.month, c.day, c.hour, c.minute, c.second,
		 frac, tz);
}

void timestamp_go(const struct timestamp *t, char out[RFC3339_MAX])
{
	struct civil c;
	char frac[12], tz[8];
	int zone_abs = t->zone < 0 ? -t->zone : t->zone;

	out[0] = '\0';
	if (!t->set)
		return;
	c = local_civil(t);
	format_fraction(t->nsec, frac);
	snprintf(tz, sizeof(tz), "%c%02d%02d", t->zone < 0 ? '-' : '+',
		 zone_abs / 60 % 100, zone_abs % 60);
	snprintf(out, RFC3339_MAX, "%04d-%02d-%02d %02d:%02d:%02d%s %s %s",
		 c.year % 10000, c.month, c.day, c.hour, c.minute, c.second,
		 frac, tz, t->zone ? tz : "UTC");
}

int timestamp_compare(const struct timestamp *a, const struct timestamp *b)
{
	if (a->set != b->set)
		return a->set ? 1 : -1;
	if (a->sec != b->sec)
		return a->sec < b->sec ? -1 : 1;
	return a->nsec < b->nsec ? -1 : a->nsec > b->nsec;
}
