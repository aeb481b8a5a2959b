/* The peering tokens generated in this run, in locked memory until quit. */
#ifndef TUI_TOKENS_H
#define TUI_TOKENS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/kv.h"
#include "base/secret.h"
#include "net/token.h"

struct cluster;
struct watch_row;

/* What has become of a token, as far as this cluster's list tells. */
enum token_use {
	TOKEN_UNKNOWN,	  /* no list since it was generated */
	TOKEN_UNUSED,	  /* nothing has connected with it yet */
	TOKEN_CONNECTING, /* used; not ACTIVE yet */
	TOKEN_ACTIVE,
	TOKEN_WAS_ACTIVE, /* ACTIVE by a connection older than this token:
			   * nothing can be said of the token itself */
	TOKEN_SUPERSEDED, /* a newer token of this run for the same name */
	TOKEN_GONE,	  /* the peering was deleted */
};

struct token_entry {
	struct cluster *cluster; /* that issued it; borrowed */
	char *name;		 /* the peering's */
	char *partition; /* given for this peering, where it is not the list's;
			  * else NULL. Its list tells nothing of it */
	struct secret text; /* as Consul gave it */
	struct token token; /* decoded; zero when it could not be */
	bool decoded;
	char problem[160]; /* why not */
	char fingerprint[TOKEN_FINGERPRINT_LEN + 1];
	char difference[200]; /* what the record has otherwise than was
			       * asked; "" = nothing */
	char peering_id[64];  /* of the record, once it was read; "" */
	int64_t generated_ms; /* monotonic */
	enum token_use use;
	int64_t heard_s;  /* with TOKEN_ACTIVE; -1 = not yet */
	struct kv asked;  /* the meta that was asked for */
	bool listed;	  /* a list has had its peering */
	bool again;	  /* generated for a peering that existed */
	char carried[96]; /* "copied: 1,488 characters …"; "" = not yet */
};

struct tokens {
	struct token_entry **items; /* heap: entries stay where they are */
	size_t count, cap;
};

/* Which peering it was generated for; `partition` may be NULL. */
struct tokens_peering {
	struct cluster *cluster;
	const char *name, *partition;
};

/* Keep a copy of the token; marks an older one of that peering superseded.
 * Returns its index. */
size_t tokens_add(struct tokens *t, const struct tokens_peering *of,
		  const char *text, size_t len, int64_t now_ms);

/* Bring .use of a cluster's tokens up to date from its list (NULL, 0 = an
 * empty one). */
void tokens_follow(struct tokens *t, const struct cluster *cluster,
		   const struct watch_row *rows, size_t count);

/* Another agent is watched, of another cluster perhaps: that a peering is not
 * in its list says nothing until it once was. */
void tokens_left(struct tokens *t, const struct cluster *cluster);

/* How many would be lost at quit: neither carried, used nor superseded. */
size_t tokens_at_risk(const struct tokens *t);

/* None of them could still be used: they are superseded, gone or ACTIVE. */
bool tokens_all_used(const struct tokens *t);

void tokens_release(struct tokens *t);

#endif
