#include "net/token.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "net/base64.h"
#include "net/jsonx.h"
#include "net/token_scan.h"

#define SECRET "EstablishmentSecret"

/* Members whose strings are read; what is under any other is blanked. */
static const char *const known[] = {
	"CA",
	"ManualServerAddresses",
	"ServerAddresses",
	"ServerName",
	"PeerID",
	"Partition",
	"Datacenter",
	"Region",
	"Zone",
};

/* What a token has besides strings of its own. */
static const char *const known_besides[] = { "Remote", SECRET };

static bool is_one_of(const char *const *names, size_t count, const char *key)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(names[i], key))
			return true;
	return false;
}

/* The known member that `string` is in, or NULL. */
static const char *known_key(const struct token_scan_string *string)
{
	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (token_scan_key_is(string, known[i]))
			return known[i];
	return token_scan_key_is(string, SECRET) ? SECRET : NULL;
}

/* A token_scan_fn: leave only what is known not to be secret. */
static void blank(void *ctx, const struct token_scan_string *string)
{
	const char *key = known_key(string);
	bool *has_secret = ctx;

	if (key && strcmp(key, SECRET) != 0)
		return;
	if (key && string->len)
		*has_secret = true;
	memset(string->value, ' ', string->len);
}

static struct token empty_token(void)
{
	return (struct token){
		.server_name = mem_dup(""),
		.peer_id = mem_dup(""),
		.partition = mem_dup(""),
		.datacenter = mem_dup(""),
		.region = mem_dup(""),
		.zone = mem_dup(""),
	};
}

void token_release(struct token *t)
{
	char *texts[] = { t->server_name, t->peer_id, t->partition,
			  t->datacenter,  t->region,  t->zone };

	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		free(texts[i]);
	for (size_t i = 0; i < t->ca_count; i++)
		certificate_release(&t->cas[i]);
	free(t->cas);
	strlist_release(&t->manual_addresses);
	strlist_release(&t->server_addresses);
	strlist_release(&t->ca_pems);
	strlist_release(&t->unknown);
	*t = (struct token){ 0 };
}

static bool read_remote(const struct json_object *root, struct token *t,
			struct err *err)
{
	struct json_object *remote = NULL, *locality = NULL;

	if (!jsonx_object(root, "Remote", &remote, err))
		return false;
	if (!jsonx_string(remote, "Partition", &t->partition, err) ||
	    !jsonx_string(remote, "Datacenter", &t->datacenter, err) ||
	    !jsonx_object(remote, "Locality", &locality, err))
		return jsonx_within(err, "Remote");
	if (!jsonx_string(locality, "Region", &t->region, err) ||
	    !jsonx_string(locality, "Zone", &t->zone, err))
		return jsonx_within(err, "Remote.Locality");
	return true;
}

static bool note_unknown(void *ctx, const char *key, struct json_object *value,
			 struct err *err)
{
	_cleanup_(buf_release) struct buf clean = BUF_INIT(TOKEN_TEXT_MAX);
	struct token *t = ctx;

	(void)value;
	(void)err;
	if (is_one_of(known, ARRAY_LEN(known), key) ||
	    is_one_of(known_besides, ARRAY_LEN(known_besides), key))
		return true;
	jsonx_repair(&clean, (struct jsonx_text){ key, strlen(key) });
	strlist_add(&t->unknown, clean.data);
	return true;
}

static bool read_fields(const struct json_object *root, struct token *t,
			struct err *err)
{
	if (!jsonx_is_object(root))
		return err_set(err, ERR_DECODE, "not an object");
	return jsonx_strings(root, "CA", &t->ca_pems, err) &&
	       jsonx_strings(root, "ManualServerAddresses",
			     &t->manual_addresses, err) &&
	       jsonx_strings(root, "ServerAddresses", &t->server_addresses,
			     err) &&
	       jsonx_string(root, "ServerName", &t->server_name, err) &&
	       jsonx_string(root, "PeerID", &t->peer_id, err) &&
	       read_remote(root, t, err) &&
	       jsonx_each(root, note_unknown, t, err);
}

static void read_cas(struct token *t)
{
	if (!t->ca_pems.count)
		return;
	t->cas = mem_new(t->ca_pems.count, sizeof(*t->cas));
	for (size_t i = 0; i < t->ca_pems.count; i++)
		if (certificate_read(t->ca_pems.items[i], &t->cas[t->ca_count]))
			t->ca_count++;
}

static bool cut(const struct token_scan_string *last, size_t len,
		struct err *err)
{
	const char *key = known_key(last);

	return err_set(err, ERR_DECODE,
		       "it is cut: it breaks off after %zu character%s%s%s",
		       len, len == 1 ? "" : "s", key ? ", inside " : "",
		       key ? key : "");
}

/* Decode the base64 and blank the secret in it. */
static bool open_text(struct buf *text, struct buf *json, bool *has_secret,
		      struct err *err)
{
	struct token_scan_string last;
	size_t len = text->len, rest = len % 4;

	if (!len)
		return err_set(err, ERR_DECODE, "it is empty");
	/* A text that was cut still tells where, when its last group is whole;
	 * one character alone of a group holds no byte. */
	buf_cut(text, rest == 1 ? len - 1 : len);
	text->limit += 2;
	buf_add(text, "==", rest > 1 ? 4 - rest : 0);
	if (!base64_decode(text->data, text->len, json, err))
		return false;
	switch (token_scan(json->data, json->len, blank, has_secret, &last)) {
	case TOKEN_SCAN_CUT:
		return cut(&last, len, err);
	case TOKEN_SCAN_BAD:
		return err_set(err, ERR_DECODE, "what it holds is not JSON");
	default:
		return !rest ||
		       err_set(err, ERR_DECODE,
			       "it is cut: the = at its end is missing");
	}
}

static bool decode(const char *text, size_t len, struct token *t,
		   struct err *err)
{
	_cleanup_(buf_release) struct buf bare = BUF_SECRET(TOKEN_TEXT_MAX);
	_cleanup_(buf_release) struct buf json = BUF_SECRET(TOKEN_TEXT_MAX);
	_cleanup_(jsonx_freep) struct json_object *root = NULL;

	if (!token_clean(text, len, &bare, err))
		return false;
	if (!open_text(&bare, &json, &t->has_secret, err))
		return err_wrap(err, "peering token");
	root = jsonx_parse(json.data, json.len, err);
	if (!root || !read_fields(root, t, err))
		return err_wrap(err, "peering token");
	read_cas(t);
	return true;
}

bool token_decode(const char *text, size_t len, struct token *ret_token,
		  struct err *err)
{
	_cleanup_(token_release) struct token token = empty_token();

	if (!decode(text, len, &token, err))
		return false;
	*ret_token = token;
	token = (struct token){ 0 };
	return true;
}

const struct strlist *token_dialed(const struct token *token)
{
	return token->manual_addresses.count ? &token->manual_addresses
					     : &token->server_addresses;
}

const char *token_trust_domain(const struct token *token)
{
	static const char before[] = ".peering.";
	const char *found = strstr(token->server_name, before);

	return found ? found + strlen(before) : "";
}

void token_fingerprint(const char *text, size_t len,
		       char ret[TOKEN_FINGERPRINT_LEN + 1])
{
	_cleanup_(buf_release) struct buf bare = BUF_SECRET(TOKEN_TEXT_MAX);
	static const char digits[] = "0123456789abcdef";
	unsigned char hash[EVP_MAX_MD_SIZE] = { 0 };

	token_clean(text, len, &bare, NULL);
	EVP_Digest(bare.data, bare.len, hash, NULL, EVP_sha256(), NULL);
	for (size_t i = 0; i < TOKEN_FINGERPRINT_LEN; i++)
		ret[i] = digits[(hash[i / 2] >> (i % 2 ? 0 : 4)) & 15];
	ret[TOKEN_FINGERPRINT_LEN] = '\0';
}
