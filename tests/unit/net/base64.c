#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/err.h"
#include "net/base64.h"

/* RFC 4648 §10, and bytes that use the last two digits. */
static const struct {
	const char *plain, *coded;
} pairs[] = {
	{ "", "" },
	{ "f", "Zg==" },
	{ "fo", "Zm8=" },
	{ "foo", "Zm9v" },
	{ "foob", "Zm9vYg==" },
	{ "fooba", "Zm9vYmE=" },
	{ "foobar", "Zm9vYmFy" },
	{ "\xfb\xff\xbf", "+/+/" },
};

static void encodes_and_decodes(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
		_cleanup_(buf_release) struct buf a = BUF_INIT(100);
		_cleanup_(buf_release) struct buf b = BUF_INIT(100);
		const char *coded = pairs[i].coded;

		assert_true(base64_encode(pairs[i].plain,
					  strlen(pairs[i].plain), &a));
		assert_string_equal(a.data, coded);
		assert_true(base64_decode(coded, strlen(coded), &b, NULL));
		assert_string_equal(b.data, pairs[i].plain);
	}
}

/* What Go's StdEncoding accepts and refuses. */
static const struct {
	const char *text, *plain, *error;
} texts[] = {
	{ "Zm9v\r\nYmFy\n", "foobar", NULL },
	{ "Zg=\n=\r\n", "f", NULL },
	{ "Zh==", "f", NULL }, /* bits behind the last byte don't matter */
	{ "Zm9v YmFy", NULL, "base64: bad character at offset 4" },
	{ "Zm9-", NULL, "base64: bad character at offset 3" },
	{ "Zm9v=", NULL, "base64: bad character at offset 4" },
	{ "Zg==Zg==", NULL, "base64: bad character at offset 4" },
	{ "Zg=x", NULL, "base64: bad character at offset 3" },
	{ "Z===", NULL, "base64: bad character at offset 1" },
	{ "=", NULL, "base64: bad character at offset 0" },
	{ "Zm9\xc3\xa4", NULL, "base64: bad character at offset 3" },
	{ "Zm9vY", NULL, "base64: breaks off at offset 5" },
	{ "Zm8", NULL, "base64: breaks off at offset 3" },
	{ "Zg=", NULL, "base64: breaks off at offset 3" },
};

static void judges_texts_as_go_does(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		_cleanup_(buf_release) struct buf out = BUF_INIT(100);
		struct err err = ERR_INIT;
		const char *text = texts[i].text;

		buf_adds(&out, ">");
		assert_int_equal(base64_decode(text, strlen(text), &out, &err),
				 texts[i].plain != NULL);
		assert_string_equal(out.data + 1,
				    texts[i].plain ? texts[i].plain : "");
		if (texts[i].error)
			assert_string_equal(err.msg, texts[i].error);
	}
}

static void keeps_to_the_limit_of_the_buffer(void **state)
{
	_cleanup_(buf_release) struct buf out = BUF_INIT(5);
	struct err err = ERR_INIT;

	(void)state;
	assert_false(base64_decode("Zm9vYmFy", 8, &out, &err));
	assert_string_equal(err.msg, "base64: too long");
	assert_int_equal(out.len, 0);
	buf_release(&out);
	assert_false(base64_encode("foobar", 6, &out));
}

static void carries_every_byte(void **state)
{
	_cleanup_(buf_release) struct buf coded = BUF_INIT(1000);
	_cleanup_(buf_release) struct buf plain = BUF_INIT(1000);
	unsigned char all[256];

	(void)state;
	for (size_t i = 0; i < sizeof(all); i++)
		all[i] = (unsigned char)i;
	assert_true(base64_encode(all, sizeof(all), &coded));
	assert_true(base64_decode(coded.data, coded.len, &plain, NULL));
	assert_int_equal(plain.len, sizeof(all));
	assert_memory_equal(plain.data, all, sizeof(all));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(encodes_and_decodes),
		cmocka_unit_test(judges_texts_as_go_does),
		cmocka_unit_test(keeps_to_the_limit_of_the_buffer),
		cmocka_unit_test(carries_every_byte),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
