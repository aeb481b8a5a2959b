#include "tests/lib/sandbox.h"

#include <setjmp.h>
#include <stdarg.h>
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
