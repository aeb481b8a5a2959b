#include "tests/lib/target.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/strlist.h"
#include "tests/lib/fetch.h"
#include "tests/lib/sandbox.h"
#include "tests/lib/term.h"

#define WAITS 4 /* of term_wait, which gives up after some ten seconds */

struct target {
	struct sandbox *sandbox; /* NULL: real agents */
	char *urls[2];
};

static void take_real(struct target *t, const char *real)
{
	_cleanup_(strlist_release) struct strlist parts = { 0 };

	strlist_split(&parts, real, ' ');
	for (size_t i = 0; i < parts.count; i++) {
		const char *part = parts.items[i];

		if ((part[0] == 'a' || part[0] == 'b') && part[1] == '=')
			t->urls[part[0] - 'a'] = mem_dup(part + 2);
	}
	assert_non_null(t->urls[0]);
	assert_non_null(t->urls[1]);
}

struct target *target_open(void)
{
	static const char *const clusters[] = { "-cluster", "a,dc=dc1",
						"-cluster", "b,dc=dc2", NULL };
	struct target *t = mem_new(1, sizeof(*t));
	const char *real = getenv("PEERDECK_CONTRACT");

	if (real) {
		take_real(t, real);
		return t;
	}
	t->sandbox = sandbox_start(clusters);
	t->urls[0] = mem_dup(sandbox_url(t->sandbox, "a"));
	t->urls[1] = mem_dup(sandbox_url(t->sandbox, "b"));
	return t;
}

void target_free(struct target *t)
{
	if (!t)
		return;
	sandbox_free(t->sandbox);
	free(t->urls[0]);
	free(t->urls[1]);
	free(t);
}

void target_freep(struct target **t)
{
	target_free(*t);
	*t = NULL;
}

const char *target_url(const struct target *t, char cluster)
{
	return t->urls[cluster - 'a'];
}

char *target_ask(const struct target *t, char cluster, const char *method,
		 const char *path, const char *body)
{
	_cleanup_(buf_release) struct buf url = BUF_INIT(512);
	struct fetch f;
	char *reply;

	buf_addf(&url, "%s%s", target_url(t, cluster), path);
	f = fetch(method, url.data, NULL, body);
	if (f.status != 200)
		fail_msg("%s %s: %d %s", method, url.data, f.status,
			 f.body.data);
	reply = mem_dup(f.body.data);
	fetch_release(&f);
	return reply;
}

static bool has_text(struct term *term, void *ctx)
{
	return strstr(term_text(term), ctx) != NULL;
}

void target_expect_heartbeat(const struct target *t, struct term *term,
			     const char *text)
{
	if (t->sandbox)
		sandbox_advance(t->sandbox, 15);
	for (int i = 0; i < WAITS; i++)
		if (term_wait(term, has_text, (void *)(uintptr_t)text))
			return;
	term_expect(term, text);
}
