#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/attrs.h"
#include "base/err.h"
#include "net/imported.h"

static bool decode(const char *json, struct imported *ret, struct err *err)
{
	return imported_decode(json, strlen(json), ret, err);
}

static void services_are_found_by_name(void **state)
{
	_cleanup_(imported_release) struct imported all = { 0 };
	const struct imported_service *s;
	struct err err = ERR_INIT;

	(void)state;
	assert_true(decode("[{\"Name\":\"web\",\"InstanceCount\":3,"
			   "\"ChecksPassing\":2,\"ChecksCritical\":1},"
			   "{\"Name\":\"api\",\"Tags\":null}]",
			   &all, &err));
	assert_int_equal(all.count, 2);
	assert_string_equal(all.items[0].name, "api");
	s = imported_find(&all, "web");
	assert_int_equal(s->instances, 3);
	assert_int_equal(s->passing, 2);
	assert_int_equal(s->critical, 1);
	assert_null(imported_find(&all, "none"));
}

static void what_is_no_list_of_services_is_refused(void **state)
{
	static const char *const bad[] = {
		"",
		"{}",
		"null",
		"[1]",
		"[{\"Name\":1}]",
		"[{\"Name\":\"a\"",
		"[{\"InstanceCount\":-1}]",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct imported all = { 0 };
		struct err err = ERR_INIT;

		assert_false(decode(bad[i], &all, &err));
		assert_int_equal(err.kind, ERR_DECODE);
		assert_null(all.items);
	}
}

static void an_empty_list_is_one(void **state)
{
	_cleanup_(imported_release) struct imported all = { 0 };

	(void)state;
	assert_true(decode("[]", &all, NULL));
	assert_null(imported_find(&all, "web"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(services_are_found_by_name),
		cmocka_unit_test(what_is_no_list_of_services_is_refused),
		cmocka_unit_test(an_empty_list_is_one),
	};

	return cmocka_run_group_tests_name("imported", tests, NULL, NULL);
}
