#include "base/clock.h"

#include <time.h>

static int64_t system_ms(const struct clock *clock)
{
	struct timespec ts;

	(void)clock;
	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static int64_t system_wall(const struct clock *clock)
{
	(void)clock;
	return (int64_t)time(NULL);
}

const struct clock clock_system = { system_ms, system_wall };

static int64_t fake_ms(const struct clock *clock)
{
	return ((const struct clock_fake *)(const void *)clock)->ms;
}

static int64_t fake_wall(const struct clock *clock)
{
	const struct clock_fake *fake = (const void *)clock;

	return fake->wall + (fake->ms - 1000000) / 1000;
}

void clock_fake_init(struct clock_fake *fake, int64_t wall)
{
	fake->clock = (struct clock){ fake_ms, fake_wall };
	fake->ms = 1000000;
	fake->wall = wall;
}

void clock_fake_advance(struct clock_fake *fake, int64_t ms)
{
	fake->ms += ms;
}
