#define _GNU_SOURCE /* RTLD_NEXT */

#include <dlfcn.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/err.h"
#include "net/base64.h"
#include "net/token.h"
#include "tests/lib/ca.h"

#define MARK "MARKED-0123456789"

/* Another one that ends when CA does, without a common name. */
#define CA_2                                                                   \
	"-----BEGIN CERTIFICATE-----\\n"                                       \
	"MIIBnjCCAUWgAwIBAgIUQhSz4awqdM+40p3F2Rf4khu/u14wCgYIKoZIzj0EAwIw\\n"  \
	"JTEQMA4GA1UECgwHRXhhbXBsZTERMA8GA1UECwwIUnhjM3hiY2QwHhcNMjYxMTI0\\n"  \
	"MDYzNTA4WhcNMzYxMTIxMDYzNTA4WjAlMRAwDgYDVQQKDAdFeGFtcGxlMREwDwYD\\n"  \
	"VQQLDAhSeGMzeGJjZDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABFuaxjicQr+z\\n"  \
	"6MX16uZ1ZYovZv4XTEvgSATexKyPDatG1VLGlWgdUAb3Q7I1gsXmlPCpkSJG+S/N\\n"  \
	"+VNB4ur+ggyjUzBRMB0GA1UdDgQWBBQP4LBaighJcJMnCjcvw7LYMVdXPDAfBgNV\\n"  \
	"HSMEGDAWgBQP4LBaighJcJMnCjcvw7LYMVdXPDAPBgNVHRMBAf8EBTADAQH/MAoG\\n"  \
	"CCqGSM49BAMCA0cAMEQCIBwl7Q8GkgNkOAt+ZKh5HVwF4PCSXn/A2qYyrcJKBztu\\n"  \
	"AiBg8v3M3ITzR8/qMjLPxlGb4gloa5mPDKKW0YHO04akoQ==\\n"                  \
	"-----END CERTIFICATE-----\\n"

#define FULL                                                                   \
	"{\"CA\":[\"" CA "\",\"" CA_2 "\",\"none\"],"                          \
	"\"ManualServerAddresses\":[\"lb.example.com:443\"],"                  \
	"\"ServerAddresses\":[\"10.0.0.1:8502\",\"10.0.0.2:8502\"],"           \
	"\"ServerName\":\"server.dc1.peering.11111111-2222.consul\","          \
	"\"PeerID\":\"e3d99b1f-571d-6de5-cb18-a86ab53be94d\","                 \
	"\"EstablishmentSecret\":\"" MARK "\","                                \
	"\"Remote\":{\"Partition\":\"default\",\"Datacenter\":\"dc1\","        \
	"\"Locality\":{\"Region\":\"eu\",\"Zone\":\"eu-1\"}},"                 \
	"\"Future\":[\"" MARK "\"]}"

/*
 * Stands before json-c's own, to see what it is given: what a JSON parser
 * reads it also copies.
 */
static size_t parsed_marks;
struct json_tokener;
struct json_object *json_tokener_parse_ex(struct json_tokener *tok,
					  const char *text, int len);
struct json_object *json_tokener_parse_ex(struct json_tokener *tok,
					  const char *text, int len)
{
	static struct json_object *(*real)(struct json_tokener *, const char *,
					   int);
	void *symbol = dlsym(RTLD_NEXT, "json_tokener_parse_ex");

	memcpy(&real, &symbol, sizeof(real));
	if (memmem(text, (size_t)len, "MARKED", 6))
		parsed_marks++;
	return real(tok, text, len);
}

static struct buf encode(const char *json)
{
	struct buf text = BUF_INIT(100000);

	base64_encode(json, strlen(json), &text);
	return text;
}

static bool decode_json(const char *json, struct token *ret, struct err *err)
{
	_cleanup_(buf_release) struct buf text = encode(json);

	return token_decode(text.data, text.len, ret, err);
}

static void reads_every_field(void **state)
{
	_cleanup_(token_release) struct token t = { 0 };
	struct err err = ERR_INIT;

	(void)state;
	if (!decode_json(FULL, &t, &err))
		fail_msg("%s", err.msg);
	assert_int_equal(t.ca_pems.count, 3);
	assert_int_equal(t.ca_count, 2);
	assert_string_equal(t.cas[0].subject,
			    "pri-12a.consul.ca.11111111.consul");
	assert_string_equal(t.cas[0].serial, "56:57:4a:68:91:b9:d5:5d:9d:ae:"
					     "26:fc:94:9d:75:09:d0:47:4b:e9");
	assert_true(t.cas[0].not_after == CA_END);
	assert_int_equal(certificate_days(&t.cas[0], CA_END), 0);
	assert_int_equal(certificate_days(&t.cas[0], CA_END - 86400), 1);
	assert_int_equal(certificate_days(&t.cas[0], CA_END + 1), -1);
	assert_string_equal(t.cas[1].subject, "OU=Rxc3xbcd,O=Example");
	assert_true(t.cas[1].not_after == CA_END);
	assert_int_equal(t.server_addresses.count, 2);
	assert_string_equal(t.manual_addresses.items[0], "lb.example.com:443");
	assert_ptr_equal(token_dialed(&t), &t.manual_addresses);
	assert_string_equal(t.server_name,
			    "server.dc1.peering.11111111-2222.consul");
	assert_string_equal(token_trust_domain(&t), "11111111-2222.consul");
	assert_string_equal(t.peer_id, "e3d99b1f-571d-6de5-cb18-a86ab53be94d");
	assert_string_equal(t.partition, "default");
	assert_string_equal(t.datacenter, "dc1");
	assert_string_equal(t.region, "eu");
	assert_string_equal(t.zone, "eu-1");
	assert_true(t.has_secret);
	assert_int_equal(t.unknown.count, 1);
	assert_string_equal(t.unknown.items[0], "Future");
}

static void a_bare_token_has_empty_fields(void **state)
{
	_cleanup_(token_release) struct token t = { 0 };

	(void)state;
	assert_true(decode_json("{\"CA\":null,\"ServerAddresses\":[\"a:1\"]}",
				&t, NULL));
	assert_int_equal(t.ca_count, 0);
	assert_string_equal(t.server_name, "");
	assert_string_equal(token_trust_domain(&t), "");
	assert_string_equal(t.datacenter, "");
	assert_ptr_equal(token_dialed(&t), &t.server_addresses);
	assert_false(t.has_secret);
	assert_int_equal(t.unknown.count, 0);
}

/* `{"PeerID":"x>?"}` as it may arrive; its base64 has a slash. */
static const char *const forgiven[] = {
	"eyJQZWVySUQiOiJ4Pj8ifQ==",
	"  eyJQZWVySUQiOiJ4Pj8ifQ==\n",
	"eyJQZWVy\r\n SUQiOiJ4\n\tPj8ifQ==",
	"\"eyJQZWVySUQiOiJ4Pj8ifQ==\"",
	"`eyJQZWVySUQiOiJ4Pj8ifQ==`",
	"\342\200\234eyJQZWVySUQiOiJ4Pj8ifQ==\342\200\235",
	"\357\273\277eyJQZWVySUQiOiJ4Pj8ifQ==\302\240",
	"{\"PeeringToken\":\"eyJQZWVySUQiOiJ4Pj8ifQ==\"}",
	" '{\n \"PeeringToken\" : \"eyJQZWVySUQiOiJ4Pj8ifQ==\"\n}'\n",
	"{\"data\":[{\"PeeringToken\":\"eyJQZWVySUQiOiJ4Pj8ifQ==\"}],\"n\":1}",
	"{\"Peering\r\nToken\":\"eyJQZWVy\r\nSUQiOiJ4Pj8ifQ==\"}",
};

static void forgives_what_wraps_a_token(void **state)
{
	char first[TOKEN_FINGERPRINT_LEN + 1], other[TOKEN_FINGERPRINT_LEN + 1];

	(void)state;
	token_fingerprint(forgiven[0], strlen(forgiven[0]), first);
	for (size_t i = 0; i < ARRAY_LEN(forgiven); i++) {
		_cleanup_(token_release) struct token t = { 0 };
		_cleanup_(buf_release) struct buf bare = BUF_SECRET(100);
		size_t len = strlen(forgiven[i]);
		struct err err = ERR_INIT;

		if (!token_decode(forgiven[i], len, &t, &err))
			fail_msg("%s: %s", forgiven[i], err.msg);
		assert_string_equal(t.peer_id, "x>?");
		assert_true(token_clean(forgiven[i], len, &bare, NULL));
		assert_string_equal(bare.data, forgiven[0]);
		token_fingerprint(forgiven[i], len, other);
		assert_string_equal(other, first);
	}
}

static void unescapes_the_slash_of_a_json_wrapper(void **state)
{
	static const char text[] = "{\"PeeringToken\":\"a\\/\\/b\"}";
	_cleanup_(buf_release) struct buf bare = BUF_SECRET(100);

	(void)state;
	assert_true(token_clean(text, strlen(text), &bare, NULL));
	assert_string_equal(bare.data, "a//b");
}

static void fingerprints_with_sha256(void **state)
{
	char ret[TOKEN_FINGERPRINT_LEN + 1];

	(void)state;
	token_fingerprint("abc", 3, ret);
	assert_string_equal(ret, "ba7816bf8f01cfea");
	token_fingerprint("", 0, ret);
	assert_string_equal(ret, "e3b0c44298fc1c14");
}

static const struct {
	const char *text, *error;
} refused[] = {
	{ "", "peering token: it is empty" },
	{ " \"\" \n", "peering token: it is empty" },
	{ "b8e3d7a1-0000-4000-8000-000000000695",
	  "peering token: character 9 does not belong into one" },
	{ "  abc.def", "peering token: character 6 does not belong into one" },
	{ "\x1b[200~", "peering token: character 1 does not belong into one" },
	{ "ab=cdefg", "peering token: base64: bad character at offset 3" },
	{ "SGVsbG8=", "peering token: what it holds is not JSON" },
	{ "W10=", "peering token: not an object" },
	{ "bnVsbA==", "peering token: null" },
	{ "{\"PeeringToken\":\"\"}", "peering token: none in this JSON" },
	{ "{\"Token\":\"abcd\"}", "peering token: none in this JSON" },
	{ "{\"PeeringToken\":\"ab",
	  "peering token: the JSON around it breaks off" },
	{ "{PeeringToken}", "peering token: the JSON around it is not JSON" },
	{ "{\"PeeringToken\":\"a b-\"}",
	  "peering token: character 4 does not belong into one" },
};

static void says_what_is_wrong(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
		struct token t = { 0 };
		struct err err = ERR_INIT;

		assert_false(token_decode(refused[i].text,
					  strlen(refused[i].text), &t, &err));
		assert_int_equal(err.kind, ERR_DECODE);
		assert_string_equal(err.msg, refused[i].error);
		assert_null(t.peer_id);
	}
}

static void names_the_field_of_a_wrong_type(void **state)
{
	static const struct {
		const char *json, *error;
	} cases[] = {
		{ "{\"CA\":[1]}", "peering token: CA[0]: not a string" },
		{ "{\"ServerName\":{}}",
		  "peering token: ServerName: not a string" },
		{ "{\"Remote\":{\"Datacenter\":1}}",
		  "peering token: Remote.Datacenter: not a string" },
		{ "{\"Remote\":{\"Locality\":[]}}",
		  "peering token: Remote.Locality: not an object" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct token t;
		struct err err = ERR_INIT;

		assert_false(decode_json(cases[i].json, &t, &err));
		assert_string_equal(err.msg, cases[i].error);
	}
}

static void tells_a_cut_token_and_where(void **state)
{
	_cleanup_(buf_release) struct buf whole = encode(FULL);
	struct err err = ERR_INIT;
	struct token t;
	char expected[100];

	(void)state;
	assert_int_equal(whole.data[whole.len - 1], '=');
	for (size_t len = 4; len < whole.len; len++) {
		assert_false(token_decode(whole.data, len, &t, &err));
		assert_non_null(strstr(err.msg, "peering token: it is cut"));
	}
	assert_string_equal(err.msg,
			    "peering token: it is cut: the = at its end is "
			    "missing");
	assert_false(token_decode(whole.data, 401, &t, &err));
	assert_string_equal(err.msg,
			    "peering token: it is cut: it breaks off after 401 "
			    "characters, inside CA");
	snprintf(expected, sizeof(expected),
		 "it breaks off after %zu characters", whole.len - 8);
	assert_false(token_decode(whole.data, whole.len - 8, &t, &err));
	assert_non_null(strstr(err.msg, expected));
	assert_false(token_decode("e", 1, &t, &err));
	assert_string_equal(err.msg, "peering token: it is cut: it breaks off "
				     "after 1 character");
}

static void refuses_what_is_too_long(void **state)
{
	_cleanup_(buf_release) struct buf text = BUF_INIT(200000);
	struct err err = ERR_INIT;
	struct token t;

	(void)state;
	while (text.len < TOKEN_TEXT_MAX + 1)
		buf_adds(&text, "AAAA");
	assert_false(token_decode(text.data, text.len, &t, &err));
	assert_string_equal(err.msg, "peering token: too long");
	buf_insert(&text, 0, "{", 1);
	assert_false(token_decode(text.data, text.len, &t, &err));
	assert_string_equal(err.msg, "peering token: too long");
}

/* Ways to write the secret, of which none may be read. */
static const char *const secrets[] = {
	FULL,
	"{\"EstablishmentSecret\":\"" MARK "\"}",
	"{\"EstablishmentSecret\" : \"\\\"" MARK "\\\\\",\"PeerID\":\"x\"}",
	"{\"Establishment\\u0053ecret\":\"" MARK "\"}",
	"{\"establishmentsecret\":\"" MARK "\"}",
	"{\"E\xc5\xbftablishmentSecret\":\"" MARK "\"}",
	"{\"EstablishmentSecret\":\"a\",\"EstablishmentSecret\":\"" MARK "\"}",
	"{\"EstablishmentSecret\":{\"a\":[\"" MARK "\"]}}",
	"{\"Remote\":{\"EstablishmentSecret\":\"" MARK "\"},\"PeerID\":1}",
	"{\"Remote\":{\"Locality\":{\"x\":\"" MARK "\"}}}",
	"{'EstablishmentSecret':'" MARK "'}",
	"{\"PeerID\":'a\",\"EstablishmentSecret\":\"" MARK "'}",
	"{\"PeerID\":\"\",/*\"*/\"EstablishmentSecret\":\"" MARK "\"}",
	"{\"EstablishmentSecret\":\"" MARK,
	"{\"EstablishmentSecret\":\"" MARK "\"}}",
	"[\"" MARK "\"]",
	"\"" MARK "\"",
	MARK,
};

static void assert_clean(const char *s)
{
	if (s)
		assert_null(strstr(s, "MARKED"));
}

static void assert_clean_list(const struct strlist *list)
{
	for (size_t i = 0; i < list->count; i++)
		assert_clean(list->items[i]);
}

static void the_secret_is_nowhere(void **state)
{
	(void)state;
	parsed_marks = 0;
	for (size_t i = 0; i < ARRAY_LEN(secrets); i++) {
		_cleanup_(token_release) struct token t = { 0 };
		struct err err = ERR_INIT;

		decode_json(secrets[i], &t, &err);
		assert_clean(err.msg);
		assert_clean(t.server_name);
		assert_clean(t.peer_id);
		assert_clean(t.partition);
		assert_clean(t.datacenter);
		assert_clean(t.region);
		assert_clean(t.zone);
		assert_clean_list(&t.ca_pems);
		assert_clean_list(&t.manual_addresses);
		assert_clean_list(&t.server_addresses);
		assert_clean_list(&t.unknown);
		for (size_t k = 0; k < t.ca_count; k++)
			assert_clean(t.cas[k].subject);
	}
	assert_int_equal(parsed_marks, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_every_field),
		cmocka_unit_test(a_bare_token_has_empty_fields),
		cmocka_unit_test(forgives_what_wraps_a_token),
		cmocka_unit_test(unescapes_the_slash_of_a_json_wrapper),
		cmocka_unit_test(fingerprints_with_sha256),
		cmocka_unit_test(says_what_is_wrong),
		cmocka_unit_test(names_the_field_of_a_wrong_type),
		cmocka_unit_test(tells_a_cut_token_and_where),
		cmocka_unit_test(refuses_what_is_too_long),
		cmocka_unit_test(the_secret_is_nowhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
