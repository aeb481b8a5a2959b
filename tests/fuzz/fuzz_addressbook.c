/*
 * The file of remembered addresses: any text is one or has an error with a
 * reason; each entry is found, and printed and read again it is the same.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/err.h"
#include "net/addressbook.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
	if (!holds)
		abort();
}

static struct addressbook_key key_of(const struct addressbook_entry *e)
{
	return (struct addressbook_key){ e->id, e->cluster, e->partition,
					 e->name };
}

static bool can_be_found(const struct addressbook_entry *e)
{
	return (e->id && *e->id) || (e->cluster && *e->cluster && e->name &&
				     *e->name && e->partition && *e->partition);
}

static void print_and_read(const struct addressbook *book,
			   const struct addressbook_entry *e)
{
	_cleanup_(buf_release) struct buf text = BUF_INIT(1024 * 1024);
	_cleanup_(addressbook_release) struct addressbook again = { 0 };
	const struct addressbook_key key = key_of(e);
	const struct addressbook_entry *same;

	check(addressbook_print(&text, e, book));
	check(addressbook_parse(text.data, text.len, &again, NULL));
	check(again.count > 0 && again.count <= ADDRESSBOOK_MAX);
	same = &again.items[0];
	check(same->at == e->at &&
	      strlist_equal(&same->addresses, &e->addresses));
	if (can_be_found(e))
		check(addressbook_find(&again, &key) == same);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_(addressbook_release) struct addressbook book = { 0 };
	struct err err = ERR_INIT;
	bool ok = addressbook_parse((const char *)data, size, &book, &err);

	check(ok == (err.kind == ERR_NONE) &&
	      (ok || (*err.msg && !book.count)));
	for (size_t i = 0; i < book.count; i++) {
		const struct addressbook_key key = key_of(&book.items[i]);

		if (can_be_found(&book.items[i]))
			check(addressbook_find(&book, &key));
		if (i < 4) /* all would be the square of them */
			print_and_read(&book, &book.items[i]);
	}
	return 0;
}
