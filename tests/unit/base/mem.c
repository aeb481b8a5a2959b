#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/mem.h"

static void test_new_is_zeroed(void **state)
{
	int *p = mem_new(1000, sizeof(*p));

	(void)state;
	for (int i = 0; i < 1000; i++)
		assert_int_equal(p[i], 0);
	p = mem_resize(p, 2000, sizeof(*p));
	assert_int_equal(p[999], 0);
	mem_freep(&p);
	assert_null(p);
	p = mem_new(0, 0);
	assert_non_null(p);
	mem_freep(&p);
}

static void test_copies(void **state)
{
	char *a = mem_dup("text"), *b = mem_dup_n("text", 2);
	char *c = mem_dup_n(NULL, 0);

	(void)state;
	assert_null(mem_dup(NULL));
	assert_string_equal(a, "text");
	assert_string_equal(b, "te");
	assert_string_equal(c, "");
	free(a);
	free(b);
	free(c);
}

static void test_grow_doubles(void **state)
{
	char *p = NULL;
	size_t cap = 0;

	(void)state;
	for (size_t i = 0; i < 100; i++) {
		p = mem_grow(p, i, &cap, 1);
		p[i] = (char)i;
	}
	assert_int_equal(cap, 128);
	assert_int_equal(p[99], 99);
	free(p);
}

static void test_mapped_memory_is_zeroed_whatever_its_size(void **state)
{
	static const size_t counts[] = { 0, 1, 32767, 32768, 1000000 };

	(void)state;
	for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++) {
		uint64_t *p = mem_map(counts[i], sizeof(*p));

		for (size_t j = 0; j < counts[i]; j++)
			assert_int_equal(p[j], 0);
		if (counts[i])
			p[0] = p[counts[i] - 1] = 1;
		mem_unmap(p, counts[i], sizeof(*p));
	}
	mem_unmap(NULL, 1, 1);
	mem_unmap(NULL, 1000000, 8);
}

static void test_mapped_memory_keeps_its_elements_when_resized(void **state)
{
	static const size_t counts[] = { 10,	1000,  40000, 1000000, 999999,
					 70000, 40000, 1000,  0 };
	uint64_t *p = NULL;
	size_t count = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++) {
		size_t to = counts[i], kept = count < to ? count : to;

		p = mem_remap(p, count, to, sizeof(*p));
		for (size_t j = 0; j < kept; j++)
			assert_int_equal(p[j], j);
		for (size_t j = kept; j < to; j++)
			assert_int_equal(p[j], 0);
		for (size_t j = 0; j < to; j++)
			p[j] = j;
		count = to;
	}
	mem_unmap(p, count, sizeof(*p));
}

static void leave(void)
{
	_exit(42);
}

/* A size that overflows counts as out of memory: the hook runs. */
static void test_out_of_memory_runs_the_hook(void **state)
{
	int status;
	pid_t pid = fork();

	(void)state;
	if (pid == 0) {
		mem_set_abort_hook(leave);
		mem_resize(NULL, SIZE_MAX / 8, 16);
		_exit(1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 42);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_new_is_zeroed),
		cmocka_unit_test(test_copies),
		cmocka_unit_test(test_grow_doubles),
		cmocka_unit_test(
			test_mapped_memory_is_zeroed_whatever_its_size),
		cmocka_unit_test(
			test_mapped_memory_keeps_its_elements_when_resized),
		cmocka_unit_test(test_out_of_memory_runs_the_hook),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
