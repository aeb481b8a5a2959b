/*
 * The clock is handed to whatever needs the time, so that a test can drive
 * it. `now_ms` is monotonic milliseconds; `wall` is seconds since 1970 UTC.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

struct clock {
	int64_t (*now_ms)(const struct clock *clock);
	int64_t (*wall)(const struct clock *clock);
};

/* The system's clock. */
extern const struct clock clock_system;

static inline int64_t clock_ms(const struct clock *clock)
{
	return clock->now_ms(clock);
}

static inline int64_t clock_wall(const struct clock *clock)
{
	return clock->wall(clock);
}

/* A clock that moves only when told. Pass `&fake.clock`. */
struct clock_fake {
	struct clock clock; /* first: the functions cast back */
	int64_t ms;
	int64_t wall;
};

/* A fake clock at `ms` = 1,000,000 and the given wall time. */
void clock_fake_init(struct clock_fake *fake, int64_t wall);

/* Let `ms` milliseconds pass on both of its times. */
void clock_fake_advance(struct clock_fake *fake, int64_t ms);

#endif
