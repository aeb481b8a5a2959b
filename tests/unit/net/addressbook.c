/* The addresses of earlier tokens, through the file they are kept in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/ownfile.h"
#include "net/addressbook.h"
#include "net/token.h"
#include "tests/lib/tmpdir.h"

#define EAST	 "server.dc1.peering.1111.consul"
#define WEST	 "server.dc2.peering.1111.consul"
#define PATH_LEN 512

static void add(const char *dir, const char *id, const char *cluster,
		const char *name, const char *addresses, int64_t at)
{
	_cleanup_(strlist_release) struct strlist list = { 0 };
	const struct token token = {
		.peer_id = (char *)(uintptr_t)id,
		.server_name = (char *)(uintptr_t)cluster,
		.partition = (char *)(uintptr_t) "",
	};
	struct err err = ERR_INIT;

	if (*addresses)
		strlist_split(&list, addresses, ',');
	if (!addressbook_add(dir, &token, name, &list, at, &err))
		fail_msg("%s", err.msg);
}

/* "AT:A,B" of what is found; "none". */
static char *found(const char *dir, const struct addressbook_key *key)
{
	_cleanup_(addressbook_release) struct addressbook book = { 0 };
	const struct addressbook_entry *e;
	struct buf out = BUF_INIT(1000);
	struct err err = ERR_INIT;

	if (!addressbook_load(dir, &book, &err))
		fail_msg("%s", err.msg);
	e = addressbook_find(&book, key);
	buf_adds(&out, e ? "" : "none");
	if (e)
		buf_addf(&out, "%d:", (int)e->at);
	for (size_t i = 0; e && i < e->addresses.count; i++)
		buf_addf(&out, "%s%s", i ? "," : "", e->addresses.items[i]);
	return buf_take(&out);
}

static void expect(const char *dir, struct addressbook_key key,
		   const char *want)
{
	_cleanup_(mem_freep) char *text = found(dir, &key);

	assert_string_equal(text, want);
}

static void what_was_added_is_found_again(void **state)
{
	_cleanup_(tmpdir_freep) char *top = tmpdir_new();
	char dir[PATH_LEN], path[PATH_LEN + 16];
	struct stat st;

	(void)state;
	snprintf(dir, sizeof(dir), "%s/state/peerdeck", top);
	snprintf(path, sizeof(path), "%s/addresses", dir);
	expect(dir, (struct addressbook_key){ .id = "a" }, "none");
	assert_int_not_equal(stat(dir, &st), 0); /* reading makes nothing */
	add(dir, "a", EAST, "west", "lb:8503,[::1]:1", 100);
	add(dir, "b", EAST, "lab", "", 200);
	add(dir, "c", WEST, "west", "\"x\\y:1", 300);
	expect(dir, (struct addressbook_key){ .id = "a" },
	       "100:lb:8503,[::1]:1");
	expect(dir, (struct addressbook_key){ .id = "b" }, "200:");
	expect(dir, (struct addressbook_key){ .id = "c" }, "300:\"x\\y:1");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(stat(dir, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
}

/* One that was deleted and made anew has another ID. */
static void without_an_id_the_cluster_and_the_name_tell(void **state)
{
	_cleanup_(tmpdir_freep) char *dir = tmpdir_new();
	struct addressbook_key key = { "new", EAST, NULL, "west" };

	(void)state;
	add(dir, "a", EAST, "west", "lb:1", 100);
	expect(dir, key, "100:lb:1");
	key.partition = "default";
	expect(dir, key, "100:lb:1");
	key.partition = "other";
	expect(dir, key, "none");
	key.partition = NULL;
	key.cluster = WEST; /* the same trust domain, another datacenter */
	expect(dir, key, "none");
	key.cluster = NULL;
	expect(dir, key, "none");
	key.cluster = "";
	expect(dir, key, "none");
}

static void a_new_one_takes_the_place_of_the_old(void **state)
{
	_cleanup_(tmpdir_freep) char *dir = tmpdir_new();
	_cleanup_(addressbook_release) struct addressbook book = { 0 };

	(void)state;
	add(dir, "a", EAST, "west", "lb:1", 100);
	add(dir, "a", EAST, "west", "lb:2", 200);
	add(dir, "b", EAST, "west", "lb:3", 300); /* made anew */
	assert_true(addressbook_load(dir, &book, NULL));
	assert_int_equal(book.count, 1);
	expect(dir, (struct addressbook_key){ .id = "b" }, "300:lb:3");
}

static void the_oldest_go(void **state)
{
	_cleanup_(tmpdir_freep) char *dir = tmpdir_new();
	_cleanup_(addressbook_release) struct addressbook book = { 0 };
	char id[16];

	(void)state;
	for (int i = 0; i < ADDRESSBOOK_MAX + 5; i++) {
		snprintf(id, sizeof(id), "id-%d", i);
		add(dir, id, EAST, id, "lb:1", i);
	}
	assert_true(addressbook_load(dir, &book, NULL));
	assert_int_equal(book.count, ADDRESSBOOK_MAX);
	assert_string_equal(book.items[0].id, id);
	expect(dir, (struct addressbook_key){ .id = "id-4" }, "none");
	expect(dir, (struct addressbook_key){ .id = "id-5" }, "5:lb:1");
}

/* The file stays below what is read of it, however long addresses are. */
static void long_addresses_drop_older_ones(void **state)
{
	_cleanup_(tmpdir_freep) char *dir = tmpdir_new();
	_cleanup_(buf_release) struct buf text = BUF_INIT(100000);

	(void)state;
	for (int i = 0; i < 60000; i++)
		buf_addc(&text, 'x');
	for (int i = 0; i < 10; i++) {
		char id[16];

		snprintf(id, sizeof(id), "id-%d", i);
		add(dir, id, EAST, id, text.data, i);
	}
	expect(dir, (struct addressbook_key){ .id = "id-0" }, "none");
	add(dir, "last", EAST, "last", "lb:1", 99);
	expect(dir, (struct addressbook_key){ .id = "last" }, "99:lb:1");
}

static void a_damaged_file_is_told_and_left_alone(void **state)
{
	static const char *const damaged[] = {
		"{}", "[1]", "[", "x", "[{\"Time\":7}]", "null"
	};
	_cleanup_(tmpdir_freep) char *dir = tmpdir_new();
	const struct token token = { .peer_id = (char *)(uintptr_t) "a",
				     .server_name = (char *)(uintptr_t)EAST };
	const struct strlist none = { 0 };
	char path[PATH_LEN];

	(void)state;
	snprintf(path, sizeof(path), "%s/addresses", dir);
	for (size_t i = 0; i < ARRAY_LEN(damaged); i++) {
		_cleanup_(buf_release) struct buf text = BUF_INIT(100);
		struct addressbook book = { 0 };
		struct err err = ERR_INIT;
		int fd = ownfile_dir(dir, &err);

		ownfile_replace(fd, "addresses", damaged[i], strlen(damaged[i]),
				&err);
		assert_false(addressbook_load(dir, &book, &err));
		assert_memory_equal(err.msg, path, strlen(path));
		assert_false(
			addressbook_add(dir, &token, "west", &none, 1, &err));
		assert_true(ownfile_read(path, &text, &err));
		assert_string_equal(text.data, damaged[i]);
	}
}

static const char *state_home, *home;

static char *env(const char *name)
{
	return (char *)(uintptr_t)(!strcmp(name, "HOME") ? home : state_home);
}

static void the_directory_follows_the_environment(void **state)
{
	_cleanup_(mem_freep) char *a = NULL, *b = NULL;

	(void)state;
	home = "/home/me";
	state_home = "relative is ignored";
	a = addressbook_dir(env);
	assert_string_equal(a, "/home/me/.local/state/peerdeck");
	state_home = "/s";
	b = addressbook_dir(env);
	assert_string_equal(b, "/s/peerdeck");
	home = state_home = NULL;
	assert_null(addressbook_dir(env));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_added_is_found_again),
		cmocka_unit_test(without_an_id_the_cluster_and_the_name_tell),
		cmocka_unit_test(a_new_one_takes_the_place_of_the_old),
		cmocka_unit_test(the_oldest_go),
		cmocka_unit_test(long_addresses_drop_older_ones),
		cmocka_unit_test(a_damaged_file_is_told_and_left_alone),
		cmocka_unit_test(the_directory_follows_the_environment),
	};

	return cmocka_run_group_tests_name("addressbook", tests, NULL, NULL);
}
