#include "tests/lib/sandbox.h"

#include <json-c/json.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/attrs.h"
#include "base/kv.h"
#include "base/mem.h"
#include "tests/lib/fetch.h"

enum { ARGS_MAX = 64 };

struct sandbox {
	pid_t pid;
	int in; /* its standard input: closing it ends it */
	struct kv urls;
};

static void run_child(const char *const *args, int in, int out)
{
	const char *build = getenv("PEERDECK_BUILD");
	const char *argv[ARGS_MAX];
	char path[4096];
	size_t n = 0;

	snprintf(path, sizeof(path), "%s/peerdeck-sandbox",
		 build ? build : "build");
	argv[n++] = path;
	while (*args && n < ARGS_MAX - 1)
		argv[n++] = *args++;
	argv[n] = NULL;
	dup2(in, STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	for (int fd = 3; fd < 256; fd++)
		close(fd);
	execv(path, (char *const *)argv);
	fprintf(stderr, "%s: cannot be run\n", path);
	_exit(127);
}

static size_t count_clusters(const char *const *args)
{
	size_t n = 0;

	for (; *args; args++)
		if (!strncmp(*args + strspn(*args, "-"), "cluster", 7))
			n++;
	return n;
}

/* Read "NAME URL" lines until each cluster has said one. */
static void read_urls(struct sandbox *s, int fd, size_t want)
{
	FILE *out = fdopen(fd, "r");
	char name[256], url[256];

	assert_non_null(out);
	while (s->urls.count < want) {
		if (fscanf(out, "%255s %255s", name, url) != 2)
			fail_msg("the sandbox did not become ready");
		kv_add(&s->urls, name, url);
	}
	fclose(out);
}

struct sandbox *sandbox_start(const char *const *args)
{
	struct sandbox *s = mem_new(1, sizeof(*s));
	int in[2], out[2];

	assert_int_equal(pipe(in), 0);
	assert_int_equal(pipe(out), 0);
	s->pid = fork();
	assert_true(s->pid >= 0);
	if (!s->pid)
		run_child(args, in[0], out[1]);
	close(in[0]);
	close(out[1]);
	s->in = in[1];
	read_urls(s, out[0], count_clusters(args));
	return s;
}

const char *sandbox_url(const struct sandbox *s, const char *cluster)
{
	const char *url = kv_get(&s->urls, cluster);

	assert_non_null(url);
	return url;
}

const char *sandbox_address(const struct sandbox *s, const char *cluster)
{
	return sandbox_url(s, cluster) + strlen("http://");
}

int sandbox_pid(const struct sandbox *s)
{
	return (int)s->pid;
}

/* Ask a lever of the sandbox; through the first cluster, since the one meant
 * may refuse connections. */
static struct fetch pull(const struct sandbox *s, const char *method,
			 const char *lever, const char *body)
{
	struct buf url = BUF_INIT(1024);
	struct fetch f;

	buf_addf(&url, "%s/sandbox/%s", s->urls.pairs[0].value, lever);
	f = fetch(method, url.data, NULL, body);
	buf_release(&url);
	assert_int_equal(f.status, 200);
	return f;
}

void sandbox_advance(const struct sandbox *s, double seconds)
{
	struct fetch f;
	char lever[64];

	snprintf(lever, sizeof(lever), "advance?seconds=%.3f", seconds);
	f = pull(s, "PUT", lever, NULL);
	fetch_release(&f);
}

static void order_fault(const struct sandbox *s, const char *cluster,
			const char *method, const char *spec)
{
	struct fetch f;
	char lever[128];

	snprintf(lever, sizeof(lever), "fault?cluster=%s", cluster);
	f = pull(s, method, lever, spec);
	fetch_release(&f);
}

void sandbox_fault(const struct sandbox *s, const char *cluster,
		   const char *spec)
{
	order_fault(s, cluster, "PUT", spec);
}

void sandbox_no_faults(const struct sandbox *s, const char *cluster)
{
	order_fault(s, cluster, "DELETE", NULL);
}

static bool is_text(struct json_object *o, const char *key, const char *want)
{
	struct json_object *v = json_object_object_get(o, key);

	return v && !strcmp(json_object_get_string(v), want);
}

char *sandbox_request(const struct sandbox *s, const char *method,
		      const char *path)
{
	struct fetch f = pull(s, "GET", "requests", NULL);
	struct json_object *list = json_tokener_parse(f.body.data);
	char *body = NULL;

	for (size_t i = json_object_array_length(list); i-- && !body;) {
		struct json_object *o = json_object_array_get_idx(list, i);

		if (is_text(o, "method", method) && is_text(o, "path", path))
			body = mem_dup(json_object_to_json_string_ext(
				json_object_object_get(o, "body"),
				JSON_C_TO_STRING_PLAIN |
					JSON_C_TO_STRING_NOSLASHESCAPE));
	}
	json_object_put(list);
	fetch_release(&f);
	return body;
}

void sandbox_free(struct sandbox *s)
{
	int status = -1;

	if (!s)
		return;
	close(s->in);
	waitpid(s->pid, &status, 0);
	kv_release(&s->urls);
	free(s);
	assert_int_equal(status, 0);
}

void sandbox_freep(struct sandbox **s)
{
	sandbox_free(*s);
	*s = NULL;
}
