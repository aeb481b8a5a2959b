#include "base/flags.h"

#include <stdlib.h>
#include <string.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/kv.h"
#include "base/mem.h"
#include "base/strlist.h"
#include "base/utf8.h"

#define DURATION_MAX_MS (100LL * 366 * 24 * 3600 * 1000)

bool flags_bool(const char *text, bool *ret)
{
	static const struct {
		const char *text;
		bool value;
	} words[] = {
		{ "1", true },	    { "t", true },	{ "T", true },
		{ "TRUE", true },   { "true", true },	{ "True", true },
		{ "0", false },	    { "f", false },	{ "F", false },
		{ "FALSE", false }, { "false", false }, { "False", false },
	};

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (strcmp(text, words[i].text) != 0)
			continue;
		*ret = words[i].value;
		return true;
	}
	return false;
}

/* Milliseconds of one unit at `s`, which is moved behind it; 0 if none. */
static double unit_ms(const char **s)
{
	static const struct {
		const char *name;
		double ms;
	} units[] = {
		{ "ms", 1 },
		{ "s", 1000 },
		{ "m", 60 * 1000 },
		{ "h", 3600 * 1000 },
	};

	for (size_t i = 0; i < ARRAY_LEN(units); i++) {
		size_t len = strlen(units[i].name);

		if (strncmp(*s, units[i].name, len) != 0)
			continue;
		*s += len;
		return units[i].ms;
	}
	return 0;
}

/* A decimal number at `s`, which is moved behind it. */
static bool number(const char **s, double *ret)
{
	const char *start = *s;
	double value = 0, scale = 1;

	for (; **s >= '0' && **s <= '9'; ++*s)
		value = value * 10 + (**s - '0');
	if (**s == '.') {
		for (++*s; **s >= '0' && **s <= '9'; ++*s)
			value += (**s - '0') * (scale /= 10);
		if (*s - start == 1)
			return false;
	}
	*ret = value;
	return *s > start;
}

bool flags_duration(const char *text, int64_t *ret)
{
	const char *s = text;
	double total = 0;

	if (!*s)
		return false;
	while (*s) {
		bool first = s == text;
		double value, unit;

		if (!number(&s, &value))
			return false;
		unit = unit_ms(&s);
		if (!unit && (*s || !first))
			return false;
		total += value * (unit ? unit : 1000);
	}
	if (total > DURATION_MAX_MS)
		return false;
	*ret = (int64_t)(total + 0.5);
	return true;
}

static const struct flag *find(const struct flag_group *groups, size_t count,
			       const char *name, size_t len)
{
	for (size_t g = 0; g < count; g++)
		for (size_t i = 0; i < groups[g].count; i++) {
			const struct flag *flag = &groups[g].flags[i];

			if (strlen(flag->name) == len &&
			    !memcmp(flag->name, name, len))
				return flag;
		}
	return NULL;
}

static bool invalid(const struct flag *flag, const char *value, const char *why,
		    struct err *err)
{
	_cleanup_(buf_release) struct buf shown = BUF_INIT(512);

	utf8_cut(&shown, value, 60, false);
	if (flag->type == FLAG_BOOL)
		return err_set(err, ERR_USAGE,
			       "invalid boolean value \"%s\" for -%s: %s",
			       shown.data, flag->name, why);
	return err_set(err, ERR_USAGE, "invalid value \"%s\" for flag -%s: %s",
		       shown.data, flag->name, why);
}

static bool set_pair(const struct flag *flag, const char *text, struct err *err)
{
	_cleanup_(mem_freep) char *key = NULL;
	const char *equals = strchr(text, '=');

	if (!equals)
		return invalid(flag, text, "Missing \"=\" value in argument",
			       err);
	key = mem_dup_n(text, (size_t)(equals - text));
	kv_set(flag->value, key, equals + 1);
	return true;
}

/* Store `text`; NULL stands for a flag that was given without a value. */
static bool store(const struct flag *flag, const char *text, struct err *err)
{
	switch (flag->type) {
	case FLAG_STRING:
		*(const char **)flag->value = text;
		return true;
	case FLAG_LIST:
		strlist_add(flag->value, text);
		return true;
	case FLAG_MAP:
		return set_pair(flag, text, err);
	case FLAG_BOOL:
		return flags_bool(text ? text : "true", flag->value) ||
		       invalid(flag, text, "parse error", err);
	case FLAG_WAIT:
		if (!text) {
			*(int64_t *)flag->value = FLAG_WAIT_ALONE;
			return true;
		}
		break;
	case FLAG_DURATION:
		break;
	}
	return flags_duration(text, flag->value) ||
	       invalid(flag, text, "not a duration such as 90s or 1m30s", err);
}

static bool takes_next_word(const struct flag *flag)
{
	return flag->type != FLAG_BOOL && flag->type != FLAG_WAIT;
}

/* The word is a flag: it begins with one or two dashes. */
static bool parse_one(const struct flag_group *groups, size_t count, int argc,
		      char *const *argv, int *at, bool *help, struct err *err)
{
	const char *word = argv[*at];
	const char *name = word + (word[1] == '-' ? 2 : 1);
	size_t len = strcspn(name, "=");
	const char *value = name[len] ? name + len + 1 : NULL;
	const struct flag *flag = find(groups, count, name, len);

	if (!len || *name == '-')
		return err_set(err, ERR_USAGE, "bad flag syntax: %.60s", word);
	++*at;
	if (!flag && (!strcmp(name, "h") || !strcmp(name, "help"))) {
		*help = true;
		return true;
	}
	if (!flag)
		return err_set(err, ERR_USAGE,
			       "flag provided but not defined: -%.*s",
			       len < 60 ? (int)len : 60, name);
	if (!value && takes_next_word(flag)) {
		if (*at >= argc)
			return err_set(err, ERR_USAGE,
				       "flag needs an argument: -%s",
				       flag->name);
		value = argv[(*at)++];
	}
	return store(flag, value, err);
}

bool flags_parse(const struct flag_group *groups, size_t count, int argc,
		 char *const *argv, int *ret_rest, bool *ret_help,
		 struct err *err)
{
	bool help = false;
	int at = 0;

	while (at < argc && !help && argv[at][0] == '-' && argv[at][1]) {
		if (!strcmp(argv[at], "--")) {
			at++;
			break;
		}
		if (!parse_one(groups, count, argc, argv, &at, &help, err))
			return false;
	}
	*ret_rest = at;
	*ret_help = help;
	return true;
}

void flags_synopsis(struct buf *out, const struct flag *flag)
{
	buf_addf(out, "-%s", flag->name);
	if (!flag->arg)
		return;
	if (flag->type == FLAG_WAIT)
		buf_addf(out, "[=%s]", flag->arg);
	else
		buf_addf(out, "=%s", flag->arg);
}

void flags_wrap(struct buf *out, const char *text, int indent, int columns)
{
	int room = columns - indent > 20 ? columns - indent : 20;
	int used = 0;

	while (*text) {
		size_t word = strcspn(text, " \n");
		int width = utf8_columns(text, word);

		if (used && used + 1 + width > room) {
			buf_addc(out, '\n');
			used = 0;
		}
		if (used)
			buf_addc(out, ' ');
		else
			buf_addf(out, "%*s", indent, "");
		buf_add(out, text, word);
		used += width + (used ? 1 : 0);
		text += word;
		for (; *text == ' ' || *text == '\n'; text++) {
			if (*text != '\n')
				continue;
			buf_addc(out, '\n');
			used = 0;
		}
	}
	buf_addc(out, '\n');
}

static void help_one(struct buf *out, const struct flag *flag, int columns)
{
	_cleanup_(buf_release) struct buf text = BUF_INIT(4096);

	buf_adds(out, "  ");
	flags_synopsis(out, flag);
	buf_addc(out, '\n');
	buf_adds(&text, flag->help);
	if (flag->env)
		buf_addf(&text, " Environment: %s.", flag->env);
	flags_wrap(out, text.data, 6, columns);
}

void flags_help(struct buf *out, const struct flag_group *groups, size_t count,
		int columns)
{
	for (size_t g = 0; g < count; g++) {
		if (!groups[g].count)
			continue;
		buf_addf(out, "%s%s:\n", g ? "\n" : "", groups[g].title);
		for (size_t i = 0; i < groups[g].count; i++)
			help_one(out, &groups[g].flags[i], columns);
	}
}
