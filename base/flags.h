/*
 * Command-line flags as Go's flag package reads them (Consul 1.21): -name x,
 * -name=x, --name x; a bool flag takes its value only after "="; the first
 * word that is no flag, or "--", ends them; a repeated flag's last value wins
 * unless it is a list. One table feeds the parser, -h, the man page and the
 * shell completions.
 */
#ifndef BASE_FLAGS_H
#define BASE_FLAGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct err;

enum flag_type {
	FLAG_BOOL,   /* bool: -x, -x=true, -x=0 … (strconv.ParseBool) */
	FLAG_STRING, /* const char *: borrowed from argv; NULL = not given */
	FLAG_LIST,   /* struct strlist: one element each time it is given */
	FLAG_MAP,    /* struct kv: KEY=VALUE each time; a key's last one wins */
	FLAG_DURATION, /* int64_t: milliseconds, from 1m30s, 500ms, 60 (s) */
	FLAG_WAIT,     /* as FLAG_DURATION, but the value only after "=";
			* FLAG_WAIT_ALONE when there is none */
};

#define FLAG_WAIT_ALONE (-1)

struct flag {
	const char *name; /* without dashes */
	enum flag_type type;
	void *value;	  /* where to put it, of the type above */
	const char *arg;  /* what -h calls the value; NULL for a bool */
	const char *env;  /* the variable that stands in for it, or NULL */
	const char *help; /* one or more sentences */
	const char *from; /* shell completion: "file", "dir", "a|b"; or NULL */
};

struct flag_group {
	const char *title; /* heading in -h, e.g. "Client options" */
	const struct flag *flags;
	size_t count;
};

/*
 * Parse argv[0 … argc-1] (no program name in front). On success `*ret_rest`
 * is the index of the first word that is not a flag. ERR_USAGE with Go's
 * words otherwise ("flag provided but not defined: -x", "flag needs an
 * argument: -x"). `*ret_help` is set, and parsing ends well, at -h or -help.
 * A value is quoted in a message only when it cannot be a secret: never that
 * of a FLAG_STRING.
 */
bool flags_parse(const struct flag_group *groups, size_t count, int argc,
		 char *const *argv, int *ret_rest, bool *ret_help,
		 struct err *err);

/* "1", "t", "true", "True", … as Go's strconv.ParseBool has them; false, and
 * `*ret` untouched, when it is neither true nor false. */
bool flags_bool(const char *text, bool *ret);

/* Milliseconds of "1m30s", "1.5h", "500ms" or "60" (seconds); false, and
 * `*ret` untouched, when it is none, negative or beyond a hundred years. */
bool flags_duration(const char *text, int64_t *ret);

/* Append how the flag is written in -h and the manual: "-name=NAME". */
void flags_synopsis(struct buf *out, const struct flag *flag);

/* Append `text` in lines of at most `columns`, `indent` blanks before each;
 * a line break in it ends a paragraph. */
void flags_wrap(struct buf *out, const char *text, int indent, int columns);

/* Append the groups as -h shows them, wrapped to `columns`. */
void flags_help(struct buf *out, const struct flag_group *groups, size_t count,
		int columns);

#endif
