#include "tests/lib/fetch.h"

#include <curl/curl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum { TIMEOUT_SECONDS = 60 };

static size_t on_body(char *data, size_t size, size_t count, void *ctx)
{
	struct fetch *f = ctx;

	return buf_add(&f->body, data, size * count) ? size * count : 0;
}

static size_t on_header(char *data, size_t size, size_t count, void *ctx)
{
	struct fetch *f = ctx;
	char *line = mem_dup_n(data, size * count);
	char *colon = strchr(line, ':');

	line[strcspn(line, "\r\n")] = '\0';
	if (!strncmp(line, "HTTP/", 5))
		kv_release(&f->headers); /* of a 100 before it */
	if (colon) {
		*colon = '\0';
		for (char *p = line; *p; p++)
			if (*p >= 'A' && *p <= 'Z')
				*p += 'a' - 'A';
		kv_add(&f->headers, line, colon + 1 + strspn(colon + 1, " "));
	}
	free(line);
	return size * count;
}

static struct curl_slist *header_list(const struct kv *headers)
{
	struct curl_slist *list = curl_slist_append(NULL, "Expect:");
	struct buf line = BUF_INIT(64 * 1024);

	for (size_t i = 0; headers && i < headers->count; i++) {
		buf_clear(&line);
		buf_addf(&line, "%s: %s", headers->pairs[i].key,
			 headers->pairs[i].value);
		list = curl_slist_append(list, line.data);
	}
	buf_release(&line);
	return list;
}

struct fetch fetch(const char *method, const char *url,
		   const struct kv *headers, const char *body)
{
	struct fetch f = { .body = BUF_INIT(SIZE_MAX / 2) };
	struct curl_slist *list = header_list(headers);
	CURL *curl = curl_easy_init();
	long status = 0;
	CURLcode rc;

	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list);
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)TIMEOUT_SECONDS);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, &f);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, &f);
	if (body || !strcmp(method, "POST") || !strcmp(method, "PUT"))
		curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body ? body : "");
	curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
	if (!strcmp(method, "HEAD"))
		curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
	rc = curl_easy_perform(curl);
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	f.status = rc == CURLE_OK ? (int)status : 0;
	if (rc != CURLE_OK)
		buf_adds(&f.body, curl_easy_strerror(rc));
	curl_slist_free_all(list);
	curl_easy_cleanup(curl);
	return f;
}

void fetch_release(struct fetch *f)
{
	kv_release(&f->headers);
	buf_release(&f->body);
}

const char *fetch_header(const struct fetch *f, const char *name)
{
	const char *value = kv_get(&f->headers, name);

	return value ? value : "";
}
