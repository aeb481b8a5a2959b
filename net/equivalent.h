/* Any call as the `consul peering …` command that does the same, quoted for
 * sh. No secret is ever part of it. */
#ifndef NET_EQUIVALENT_H
#define NET_EQUIVALENT_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct client_config;
struct peering_establish;
struct peering_generate;

/* `config` (NULL is fine) adds the client settings that need a flag. */
void equivalent_generate(struct buf *out, const struct peering_generate *g,
			 const struct client_config *config);
void equivalent_read(struct buf *out, const char *name);
void equivalent_delete(struct buf *out, const char *name);

/*
 * What the other side runs; `name` is what it will call this cluster. The
 * token is read from the terminal, never put there by us; one of over 4,095
 * characters (a Linux terminal in line mode cuts there) from a file.
 */
void equivalent_establish(struct buf *out, const char *name, size_t token_len);

/* The same with all that is sent; of `e->token` only its length is looked at.
 * `config` as above. */
void equivalent_establish_with(struct buf *out,
			       const struct peering_establish *e,
			       const struct client_config *config);

/*
 * Any request that was made, as `consul peering …` where that has the call,
 * and on a line of its own as curl. The ACL token is a header read from a
 * file, a body another file: neither is known here.
 */
void equivalent_request(struct buf *out, const char *method, const char *url,
			bool with_token);

/* Append `word` quoted for sh, only where it needs to be. */
void equivalent_quote(struct buf *out, const char *word);

#endif
