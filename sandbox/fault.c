#include "sandbox/fault.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/strlist.h"
#include "sandbox/duration.h"

enum value { VALUE_NONE, VALUE_DURATION, VALUE_NUMBER };

/* How a kind changes the plan. */
struct fault_kind {
	const char *name;
	enum value value;
	int64_t standard; /* when no value is given */
	void (*apply)(struct fault_plan *plan, int64_t value);
};

static int64_t up_to(int64_t ms)
{
	return ms > 0 ? rand() % (ms + 1) : 0;
}

static void apply_latency(struct fault_plan *plan, int64_t value)
{
	plan->delay_ms += value;
}

static void apply_jitter(struct fault_plan *plan, int64_t value)
{
	plan->delay_ms += up_to(value);
}

static void apply_status(struct fault_plan *plan, int64_t value)
{
	plan->status = (int)value;
}

static void apply_refuse(struct fault_plan *plan, int64_t value)
{
	(void)value;
	plan->refuse = true;
}

static void apply_hang(struct fault_plan *plan, int64_t value)
{
	(void)value;
	plan->hang = true;
}

static void apply_close(struct fault_plan *plan, int64_t value)
{
	(void)value;
	plan->close = true;
}

static void apply_garbage(struct fault_plan *plan, int64_t value)
{
	(void)value;
	plan->garbage = true;
}

static void apply_html(struct fault_plan *plan, int64_t value)
{
	(void)value;
	plan->html = true;
}

static void apply_drop(struct fault_plan *plan, int64_t value)
{
	(void)value;
	plan->drop = true;
}

static void apply_truncate(struct fault_plan *plan, int64_t value)
{
	(void)value;
	plan->truncate = true;
}

static void apply_trickle(struct fault_plan *plan, int64_t value)
{
	plan->bytes_per_second = value > 0 ? value : 1;
}

static void apply_lost_index(struct fault_plan *plan, int64_t value)
{
	(void)value;
	plan->lost_index = true;
}

static void apply_no_leader(struct fault_plan *plan, int64_t value)
{
	(void)value;
	plan->no_leader = true;
}

/* Consul's agent retries a failing read up to five times: 3.4–8.4 s. */
static void apply_slow_refusal(struct fault_plan *plan, int64_t value)
{
	plan->slow_refusal = value ? value : 3400 + up_to(5000);
}

static void apply_skew(struct fault_plan *plan, int64_t value)
{
	plan->skew_ms += value;
}

static const struct fault_kind kinds[] = {
	{ "latency", VALUE_DURATION, 200, apply_latency },
	{ "jitter", VALUE_DURATION, 200, apply_jitter },
	{ "refuse", VALUE_NONE, 0, apply_refuse },
	{ "hang", VALUE_NONE, 0, apply_hang },
	{ "close", VALUE_NONE, 0, apply_close },
	{ "drop", VALUE_NONE, 0, apply_drop },
	{ "truncate", VALUE_NONE, 0, apply_truncate },
	{ "garbage", VALUE_NONE, 0, apply_garbage },
	{ "html", VALUE_NONE, 0, apply_html },
	{ "status", VALUE_NUMBER, 500, apply_status },
	{ "no-leader", VALUE_NONE, 0, apply_no_leader },
	{ "lost-index", VALUE_NONE, 0, apply_lost_index },
	{ "slow-refusal", VALUE_DURATION, 0, apply_slow_refusal },
	{ "skew", VALUE_DURATION, 300000, apply_skew },
	{ "trickle", VALUE_NUMBER, 512, apply_trickle },
};

const char *fault_name(size_t i)
{
	return i < ARRAY_LEN(kinds) ? kinds[i].name : NULL;
}

static bool read_number(const char *text, int64_t *ret)
{
	char *end;

	*ret = strtoll(text, &end, 10);
	return *text && !*end;
}

static bool set_kind(struct fault *fault, const char *part, struct err *err)
{
	size_t len = strcspn(part, "=");
	const char *value = part[len] ? part + len + 1 : NULL;

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		bool ok = true;

		if (len != strlen(kinds[i].name) ||
		    strncmp(part, kinds[i].name, len) != 0)
			continue;
		fault->kind = &kinds[i];
		fault->value = kinds[i].standard;
		if (value && kinds[i].value == VALUE_DURATION)
			ok = duration_parse(value, &fault->value);
		else if (value && kinds[i].value == VALUE_NUMBER)
			ok = read_number(value, &fault->value);
		else if (value)
			ok = false;
		return ok ||
		       err_set(err, ERR_USAGE, "fault %s: bad value", part);
	}
	return err_set(err, ERR_USAGE, "fault %s: no such kind", part);
}

static bool set_option(struct fault *fault, const char *part, int64_t now,
		       struct err *err)
{
	int64_t ms;

	if (!strncmp(part, "path=", 5)) {
		free(fault->path);
		fault->path = mem_dup(part + 5);
	} else if (!strncmp(part, "method=", 7)) {
		free(fault->method);
		fault->method = mem_dup(part + 7);
	} else if (!strncmp(part, "for=", 4) && duration_parse(part + 4, &ms)) {
		fault->until = now + ms;
	} else if (strncmp(part, "times=", 6) != 0 ||
		   !read_number(part + 6, &fault->times)) {
		return err_set(err, ERR_USAGE, "fault: unknown option \"%s\"",
			       part);
	}
	return true;
}

static void release(struct fault *fault)
{
	free(fault->path);
	free(fault->method);
}

bool fault_add(struct faults *faults, const char *spec, int64_t now,
	       struct err *err)
{
	struct fault fault = { .times = -1 };
	struct strlist parts = { 0 };
	bool ok;

	strlist_split(&parts, spec, ',');
	ok = set_kind(&fault, parts.items[0], err);
	for (size_t i = 1; ok && i < parts.count; i++)
		ok = set_option(&fault, parts.items[i], now, err);
	strlist_release(&parts);
	if (!ok) {
		release(&fault);
		return false;
	}
	faults->list = mem_grow(faults->list, faults->count, &faults->cap,
				sizeof(*faults->list));
	faults->list[faults->count++] = fault;
	return true;
}

static bool alive(const struct fault *fault, int64_t now)
{
	return fault->times != 0 && (!fault->until || now < fault->until);
}

void fault_plan(struct faults *faults, const char *method, const char *path,
		int64_t now, struct fault_plan *plan)
{
	*plan = (struct fault_plan){ 0 };
	for (size_t i = 0; i < faults->count; i++) {
		struct fault *f = &faults->list[i];

		if (!alive(f, now) ||
		    (f->path && strncmp(path, f->path, strlen(f->path))) ||
		    (f->method && strcmp(method, f->method)))
			continue;
		f->kind->apply(plan, f->value);
		if (f->times > 0)
			f->times--;
	}
}

bool fault_refuses(const struct faults *faults, int64_t now)
{
	for (size_t i = 0; i < faults->count; i++)
		if (faults->list[i].kind->apply == apply_refuse &&
		    alive(&faults->list[i], now))
			return true;
	return false;
}

int64_t fault_next_end(const struct faults *faults, int64_t now)
{
	int64_t next = INT64_MAX;

	for (size_t i = 0; i < faults->count; i++) {
		int64_t until = faults->list[i].until;

		if (until > now && until < next)
			next = until;
	}
	return next;
}

void fault_clear(struct faults *faults)
{
	for (size_t i = 0; i < faults->count; i++)
		release(&faults->list[i]);
	free(faults->list);
	*faults = (struct faults){ 0 };
}
