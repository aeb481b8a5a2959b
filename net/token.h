/*
 * A peering token: standard base64 of a JSON object (Consul 1.21). Decoding
 * blanks the establishment secret before the JSON parser sees it, so that no
 * library holds a copy; what is decoded here holds nothing secret.
 */
#ifndef NET_TOKEN_H
#define NET_TOKEN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/strlist.h"
#include "net/certificate.h"

struct buf;
struct err;

#define TOKEN_TEXT_MAX	      (64 * 1024)
#define TOKEN_FINGERPRINT_LEN 16

struct token {
	struct strlist manual_addresses; /* dialed instead of the next */
	struct strlist server_addresses;
	struct strlist ca_pems;
	struct strlist unknown;	 /* members that this program does not know */
	struct certificate *cas; /* one for each that could be parsed */
	size_t ca_count;
	char *server_name; /* TLS name; "" if none, as for all below */
	char *peer_id;
	char *partition, *datacenter, *region, *zone; /* of the issuer */
	bool has_secret;
};

/*
 * Append the bare base64 of a pasted token, which is what Consul accepts:
 * without white space, quotes, line breaks and a JSON wrapper
 * {"PeeringToken": "…"} around it. The bytes are a secret: give a BUF_SECRET.
 * ERR_DECODE when what is left is not one word of base64 characters.
 */
bool token_clean(const char *text, size_t len, struct buf *out,
		 struct err *err);

/*
 * Decode what token_clean makes of `text`. ERR_DECODE says what is wrong; a
 * token that was cut is called cut, with where it breaks off. Of the strings
 * in it only those under names known here are read: every other one, the
 * establishment secret above all, is blanked first.
 */
bool token_decode(const char *text, size_t len, struct token *ret_token,
		  struct err *err);
void token_release(struct token *token);

/* The addresses that an establishing cluster will dial; borrowed. */
const struct strlist *token_dialed(const struct token *token);

/* The trust domain in the server name (server.DC.peering.DOMAIN), borrowed;
 * "" if there is none. */
const char *token_trust_domain(const struct token *token);

/* 16 hex digits of SHA-256 over the base64 text as token_clean gives it. */
void token_fingerprint(const char *text, size_t len,
		       char ret[TOKEN_FINGERPRINT_LEN + 1]);

/*
 * What may be wrong with an address that is given to another cluster, as a
 * short phrase ("no port: will be refused", "loopback", "private"), or NULL.
 * `*ret_refused` tells whether the dialing Consul (1.21) will refuse it.
 */
const char *token_address_warning(const char *address, bool *ret_refused);

#endif
