/*
 * Times as Consul writes them: RFC 3339 with up to nine digits of fraction.
 * Missing, null and year 1 all mean "none yet" (Go's zero time).
 */
#ifndef BASE_RFC3339_H
#define BASE_RFC3339_H

#include <stdbool.h>
#include <stdint.h>

#define RFC3339_MAX 48 /* bytes that every format below fits in, with NUL */

struct timestamp {
	int64_t sec;  /* since 1970-01-01T00:00:00Z; negative before */
	int32_t nsec; /* 0–999,999,999 */
	int16_t zone; /* minutes east of UTC, as it was written */
	bool set;     /* false: none yet; the rest is then 0 */
};

/*
 * Parse the whole of `s`. False, and `*ret` untouched, when it is not a time.
 * Year 1 (Go's zero time) parses as not set.
 */
bool timestamp_parse(const char *s, struct timestamp *ret);

/* As Go's JSON does: shortest fraction, Z or +02:00. "" when not set. */
void timestamp_json(const struct timestamp *t, char out[RFC3339_MAX]);

/* As Go prints a time.Time parsed from JSON: "2026-10-01 11:22:33.5 +0000
 * UTC", the zone twice as "+0200 +0200" when it is not UTC. "" when not set. */
void timestamp_go(const struct timestamp *t, char out[RFC3339_MAX]);

/* <0, 0, >0 as a is before, at or after b; one not set is before all. */
int timestamp_compare(const struct timestamp *a, const struct timestamp *b);

/* Days from 1970-01-01 to that date; negative before. */
int64_t rfc3339_days(int year, int month, int day);

#endif
