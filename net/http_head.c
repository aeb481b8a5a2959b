#include "net/http_head.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/attrs.h"
#include "base/rfc3339.h"

#define LINE_MAX_KEPT 512 /* no header that matters here is longer */

int64_t http_head_date(const char *text)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	char month[4], zone[4];
	const char *found;
	int day, year, hour, minute, second;

	if (sscanf(text, "%*3s, %2d %3s %4d %2d:%2d:%2d %3s", &day, month,
		   &year, &hour, &minute, &second, zone) != 7)
		return -1;
	found = strstr(months, month);
	if (!found || (found - months) % 3 || strcmp(zone, "GMT") != 0)
		return -1;
	return rfc3339_days(year, (int)(found - months) / 3 + 1, day) * 86400 +
	       hour * 3600 + minute * 60 + second;
}

static void set_date(struct http_head *head, const char *value)
{
	head->date = http_head_date(value);
}

static void set_index(struct http_head *head, const char *value)
{
	head->index = strtoull(value, NULL, 10);
}

static void set_known_leader(struct http_head *head, const char *value)
{
	head->known_leader = strcasecmp(value, "false") != 0;
}

static void set_filtered(struct http_head *head, const char *value)
{
	head->filtered = !strcasecmp(value, "true");
}

static void set_location(struct http_head *head, const char *value)
{
	snprintf(head->location, sizeof(head->location), "%s", value);
}

static const struct {
	const char *name;
	void (*set)(struct http_head *head, const char *value);
} fields[] = {
	{ "Date", set_date },
	{ "Location", set_location },
	{ "X-Consul-Index", set_index },
	{ "X-Consul-Knownleader", set_known_leader },
	{ "X-Consul-Results-Filtered-By-Acls", set_filtered },
};

static void take_field(struct http_head *head, char *line)
{
	char *value = strchr(line, ':');

	if (!value)
		return;
	*value++ = '\0';
	value += strspn(value, " \t");
	for (size_t i = 0; i < ARRAY_LEN(fields); i++)
		if (!strcasecmp(line, fields[i].name))
			fields[i].set(head, value);
}

bool http_head_line(struct http_head *head, const char *line, size_t len)
{
	char text[LINE_MAX_KEPT];

	if (len > HTTP_HEAD_MAX - head->bytes)
		return false;
	head->bytes += len;
	while (len > 0 && strchr("\r\n \t", line[len - 1]))
		len--;
	if (len >= sizeof(text))
		return true;
	memcpy(text, line, len);
	text[len] = '\0';
	if (!strncmp(text, "HTTP/", 5)) {
		size_t bytes = head->bytes;

		*head = (struct http_head)HTTP_HEAD_INIT;
		head->bytes = bytes;
		if (sscanf(text, "HTTP/%*s %3d", &head->status) != 1)
			head->status = 0;
	} else {
		take_field(head, text);
	}
	return true;
}
