#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/err.h"
#include "net/libcurl.h"

static void refuse(const char *soname, const char *why)
{
	struct err err = ERR_INIT;

	assert_false(libcurl_start(soname, &err));
	assert_int_equal(err.kind, ERR_SYSTEM);
	if (!strstr(err.msg, why) || !strstr(err.msg, ": install libcurl "))
		fail_msg("%s", err.msg);
	assert_null(libcurl.easy_init);
}

static void without_the_library_it_says_what_to_install(void **state)
{
	(void)state;
	refuse("libcurl-nowhere.so.4",
	       "libcurl-nowhere.so.4: cannot open shared object file");
	refuse("libc.so.6", "libc.so.6 has no curl_global_init");
}

static void it_is_loaded_once_with_all_that_is_used(void **state)
{
	struct err err = ERR_INIT;
	CURL *easy;

	(void)state;
	assert_true(libcurl_start(LIBCURL_SONAME, &err));
#define FOUND(name) assert_non_null(libcurl.name);
	LIBCURL_FUNCTIONS(FOUND)
#undef FOUND
	easy = libcurl.easy_init();
	assert_non_null(easy);
	assert_int_equal(libcurl.easy_setopt(easy, CURLOPT_NOSIGNAL, 1L),
			 CURLE_OK);
	libcurl.easy_cleanup(easy);
	assert_true(libcurl_start("libcurl-nowhere.so.4", &err));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_the_library_it_says_what_to_install),
		cmocka_unit_test(it_is_loaded_once_with_all_that_is_used),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
