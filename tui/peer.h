/*
 * One peering: what its screen (screen_peer.c) and its pages share. A page is
 * a file peer_NAME.c with a `struct peer_page`, and a row in the table of
 * screen_peer.c.
 */
#ifndef TUI_PEER_H
#define TUI_PEER_H

#include <stdbool.h>
#include <stddef.h>

#include "net/certificate.h"
#include "net/watch.h"
#include "tui/screen.h"

struct buf;
struct peer_page;

#define PEER_PAGES_MAX 8

struct peer {
	struct screen base;
	char *name, *id;
	/* As last listed. .peering is the watch's, after it went from the list
	 * the record's, NULL when that was never read. */
	struct watch_row row;
	bool gone; /* from the list: what is shown is from before */

	/* The whole record, of one row; none until it was read. */
	struct peerings record;
	char *json;		 /* as Consul wrote it; NULL until then */
	struct certificate *cas; /* of each of PeerCAPems; .subject is NULL
				  * where one cannot be read */
	struct http_request *reading;
	int64_t read_for_ms; /* .data_ms of the list it was read after */
	char failure[300];   /* why it could not be read; "" */

	const struct peer_page *pages[PEER_PAGES_MAX]; /* static */
	void *states[PEER_PAGES_MAX];		       /* theirs */
	size_t count, page;
	int w, h; /* of the last layout */
};

/* Pages get what their `open` returned. Only the first six are needed. */
struct peer_page {
	const char *title, *brief; /* static; the brief one is for 60 columns */
	void *(*open)(struct peer *peer);
	void (*close)(void *page);
	void (*layout)(void *page, int w, int h);
	void (*draw)(const void *page, const struct canvas *c);
	bool (*key)(void *page, const struct key *key);

	/* How many there are of what it shows, for its title; -1 = unknown. */
	int (*total)(const void *page);
	/* The row or the record is another, or the page came to the front. */
	void (*update)(void *page, bool shown);
	/* Append what `y` copies (`out` NULL: only tell) and return what it is
	 * called (static), NULL when there is nothing. No function: the ID. */
	const char *(*copy)(const void *page, struct buf *out);
	bool (*paste)(void *page, const char *text, size_t len);
	bool (*typing)(const void *page);
	void (*focus)(void *page, bool on);
	/* Ctrl-C; false when nothing was under way. */
	bool (*cancel)(void *page);
	bool fresh; /* it does not age with the list */
};

extern const struct peer_page peer_overview, peer_imported, peer_exported,
	peer_addresses, peer_certificates, peer_raw;

/* What is known of it: the record where it is read whole, else the row of the
 * list (without names of services and CAs). NULL when nothing is. */
const struct peering *peer_record(const struct peer *s);

/* The newest state: the row. NULL when nothing is known. */
const struct peering *peer_listed(const struct peer *s);

bool peer_is_live(const struct peer *s);

/* Try its addresses (peer_addresses.c), now or when the record is read. */
void peer_addresses_probe(void *page);

/* Ask for words to search for (peer_raw.c). */
void peer_raw_search(void *page);

#endif
