/* The head of a reply: its status and the few header lines that matter here.
 * It has a cap, because a server can send lines without end. */
#ifndef NET_HTTP_HEAD_H
#define NET_HTTP_HEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HTTP_HEAD_MAX	  65536 /* bytes of all lines together */
#define HTTP_LOCATION_MAX 128

struct http_head {
	int status; /* 0: no status line yet */
	size_t bytes;
	int64_t date;	   /* seconds since 1970; -1 if none */
	uint64_t index;	   /* X-Consul-Index; 0 if none */
	bool known_leader; /* X-Consul-Knownleader; true if none */
	bool filtered;	   /* X-Consul-Results-Filtered-By-Acls: true */
	char location[HTTP_LOCATION_MAX]; /* of a redirect, may be cut */
};

#define HTTP_HEAD_INIT                                                         \
	{                                                                      \
		.date = -1, .known_leader = true                               \
	}

/* Take one line, with or without its CR LF. A status line starts over, since
 * an interim reply (1xx) may come first. False when it grows too large. */
bool http_head_line(struct http_head *head, const char *line, size_t len);

/* "Tue, 15 Nov 1994 08:12:31 GMT" (RFC 9110), in any locale; -1 if not. */
int64_t http_head_date(const char *text);

#endif
