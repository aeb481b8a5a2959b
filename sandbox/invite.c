#include "sandbox/invite.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "net/base64.h"
#include "sandbox/gojson.h"
#include "sandbox/js.h"

static const struct go_type remote_type = {
	.kind = GO_STRUCT,
	.name = "structs.PeeringTokenRemote",
	.fields =
		(const struct go_field[]){
			{ "Partition", &gojson_string },
			{ "Datacenter", &gojson_string },
			{ 0 },
		},
};

static const struct go_type token_type = {
	.kind = GO_STRUCT,
	.name = "structs.PeeringToken",
	.fields =
		(const struct go_field[]){
			{ "CA", &gojson_strings },
			{ "ManualServerAddresses", &gojson_strings },
			{ "ServerAddresses", &gojson_strings },
			{ "ServerName", &gojson_string },
			{ "PeerID", &gojson_string },
			{ "EstablishmentSecret", &gojson_string },
			{ "Remote", &remote_type },
			{ 0 },
		},
};

static bool is_break(char c)
{
	return c == '\n' || c == '\r';
}

/* Where Go's decoder finds fault with the base64 text; -1 if nowhere. */
static long base64_fault(const char *s, size_t len)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				       "abcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t at, in_group = 0;

	for (at = 0; at < len; at++) {
		if (is_break(s[at]))
			continue;
		if (!s[at] || !strchr(alphabet, s[at]))
			break;
		in_group = (in_group + 1) % 4;
	}
	if (at == len)
		return in_group ? (long)(at - in_group) : -1;
	if (s[at] != '=' || in_group < 2)
		return (long)at;
	if (in_group == 2) {
		for (at++; at < len && is_break(s[at]); at++)
			;
		if (at == len)
			return (long)at;
		if (s[at] != '=')
			return (long)at - 1;
	}
	for (at++; at < len && is_break(s[at]); at++)
		;
	return at == len ? -1 : (long)at;
}

static bool ca_valid(const char *pem, struct buf *error)
{
	BIO *bio = BIO_new_mem_buf(pem, -1);
	char *name = NULL, *header = NULL;
	unsigned char *der = NULL;
	const unsigned char *p;
	X509 *cert = NULL;
	long len = 0;

	if (!PEM_read_bio(bio, &name, &header, &der, &len)) {
		buf_adds(error,
			 "peering token invalid CA: no PEM-encoded data found");
	} else if (strcmp(name, "CERTIFICATE") != 0) {
		buf_adds(
			error,
			"peering token invalid CA: first PEM-block should be CERTIFICATE type");
	} else {
		p = der;
		cert = d2i_X509(NULL, &p, len);
		if (!cert)
			buf_adds(
				error,
				"peering token invalid CA: x509: malformed certificate");
	}
	X509_free(cert);
	OPENSSL_free(name);
	OPENSSL_free(header);
	OPENSSL_free(der);
	BIO_free(bio);
	ERR_clear_error();
	return !error->len;
}

/* host:port as Go splits it, with a port from 1 to 65535. */
static bool address_valid(const char *s)
{
	const char *colon = strrchr(s, ':');
	char *end;
	long port;

	if (!colon || !colon[1])
		return false;
	if (*s == '[' ? colon[-1] != ']' : strchr(s, ':') != colon)
		return false;
	port = strtol(colon + 1, &end, 10);
	return !*end && port >= 1 && port <= 65535;
}

static bool addresses_valid(const struct strlist *addrs, struct buf *error)
{
	for (size_t i = 0; i < addrs->count; i++) {
		if (address_valid(addrs->items[i]))
			continue;
		buf_addf(error, "%s is not a valid peering server address",
			 addrs->items[i]);
		return false;
	}
	return true;
}

static bool valid(const struct invite *invite, struct buf *error)
{
	for (size_t i = 0; i < invite->cas.count; i++)
		if (!ca_valid(invite->cas.items[i], error))
			return false;
	if (!invite->addrs.count && !invite->manual_addrs.count)
		buf_adds(error,
			 "peering token server addresses value is empty");
	else if (!addresses_valid(&invite->manual_addrs, error) ||
		 !addresses_valid(&invite->addrs, error))
		return false;
	else if (invite->cas.count && !*invite->server_name)
		buf_adds(error, "peering token server name value is empty");
	else if (!*invite->peer_id)
		buf_adds(error, "peering token peer ID value is empty");
	return !error->len;
}

static void take(struct invite *invite, struct json_object *o)
{
	struct json_object *remote = js_child(o, "Remote");

	js_get_list(o, "CA", &invite->cas);
	js_get_list(o, "ServerAddresses", &invite->addrs);
	js_get_list(o, "ManualServerAddresses", &invite->manual_addrs);
	invite->server_name = mem_dup(js_get(o, "ServerName"));
	invite->peer_id = mem_dup(js_get(o, "PeerID"));
	invite->secret = mem_dup(js_get(o, "EstablishmentSecret"));
	invite->dc = mem_dup(js_get(remote, "Datacenter"));
}

bool invite_decode(struct invite *invite, const char *text, struct buf *error)
{
	size_t len = strlen(text);
	_cleanup_(buf_release) struct buf raw = BUF_SECRET(len);
	_cleanup_(js_putp) struct json_object *token = NULL;
	long fault = base64_fault(text, len);

	*invite = (struct invite){ 0 };
	if (fault >= 0) {
		buf_addf(
			error,
			"failed to decode token: illegal base64 data at input byte %ld",
			fault);
		return false;
	}
	if (!base64_decode(text, len, &raw, NULL) && raw.len)
		return false; /* not after base64_fault */
	if (!gojson_decode(raw.data, raw.len, &token_type, 0, &token, error))
		return false;
	take(invite, token);
	if (valid(invite, error))
		return true;
	invite_release(invite);
	return false;
}

void invite_release(struct invite *invite)
{
	strlist_release(&invite->cas);
	strlist_release(&invite->addrs);
	strlist_release(&invite->manual_addrs);
	free(invite->server_name);
	free(invite->peer_id);
	free(invite->secret);
	free(invite->dc);
	*invite = (struct invite){ 0 };
}
