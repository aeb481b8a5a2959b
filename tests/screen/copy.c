/* Copying from within real tmux and screen processes, each on a socket of its
 * own: the token arrives whole, and does not stay behind. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/mem.h"
#include "net/base64.h"
#include "tests/lib/run.h"
#include "tests/lib/sandbox.h"
#include "tests/lib/term.h"
#include "tests/lib/tmpdir.h"

#define PATH_SIZE 512
#define TOKEN_MAX 16384

static const char *const one_cluster[] = { "-cluster", "east,dc=dc1", NULL };

struct place {
	struct sandbox *consul;
	char *dir;
	char program[PATH_SIZE]; /* tmux or screen */
	char peerdeck[PATH_SIZE];
	char socket[PATH_SIZE];
	char address[PATH_SIZE], screendir[PATH_SIZE];
	char token[TOKEN_MAX];
};

static bool find(const char *name, char path[PATH_SIZE])
{
	_cleanup_(mem_freep) char *dirs = mem_dup(getenv("PATH"));
	char *rest = dirs;

	for (char *dir; (dir = strsep(&rest, ":"));) {
		snprintf(path, PATH_SIZE, "%s/%s", dir, name);
		if (access(path, X_OK) == 0)
			return true;
	}
	return false;
}

static bool place_open(struct place *p, const char *program)
{
	const char *build = getenv("PEERDECK_BUILD");

	*p = (struct place){ 0 };
	if (!find(program, p->program))
		return false;
	p->consul = sandbox_start(one_cluster);
	p->dir = tmpdir_new();
	snprintf(p->peerdeck, PATH_SIZE, "%s/peerdeck",
		 build ? build : "build");
	snprintf(p->socket, PATH_SIZE, "%s/s", p->dir);
	snprintf(p->screendir, PATH_SIZE, "SCREENDIR=%s", p->dir);
	snprintf(p->address, PATH_SIZE, "CONSUL_HTTP_ADDR=%s",
		 sandbox_url(p->consul, "east"));
	return true;
}

static void place_close(struct place *p)
{
	sandbox_free(p->consul);
	tmpdir_freep(&p->dir);
}

static struct term *spawn(struct place *p, const char *const argv[])
{
	const char *env[] = { p->address, p->screendir, NULL };

	return term_spawn(24, 80, argv, env);
}

/* Generate a token, and save it to know what it is. */
static void generate(struct place *p, struct term *t)
{
	char path[PATH_SIZE + 16], keys[2 * PATH_SIZE];
	FILE *f;

	term_expect(t, "This cluster has no peerings");
	term_keys(t, "g");
	term_expect(t, "Generate a peering token");
	term_keys(t, "west" CTRL_O);
	term_expect(t, "Token for west");
	snprintf(path, sizeof(path), "%s/token", p->dir);
	snprintf(keys, sizeof(keys), "%s%s%s", CTRL_U, path, ENTER);
	term_keys(t, "w");
	term_expect(t, "Save the token");
	term_keys(t, keys);
	term_expect(t, "saved: ");
	f = fopen(path, "r");
	assert_non_null(f);
	assert_non_null(fgets(p->token, sizeof(p->token), f));
	p->token[strcspn(p->token, "\n")] = '\0';
	fclose(f);
}

/* Its exit status; what it wrote into `ret`. */
static int tmux(struct place *p, const char *command, struct buf *ret)
{
	const char *argv[] = { p->program, "-S",       p->socket, command,
			       "-b",	   "peerdeck", NULL };
	const char *env[] = { "LC_ALL=C.UTF-8", NULL };
	struct run r = { .argv = argv, .env = env };
	int status;

	if (!strcmp(command, "kill-server"))
		argv[4] = NULL;
	run_program(&r);
	status = r.status;
	if (ret)
		buf_add(ret, r.out.data, r.out.len);
	run_release(&r);
	return status;
}

static void tmux_takes_it_and_gives_it_back_at_the_end(void **state)
{
	_cleanup_(buf_release) struct buf held = BUF_INIT(TOKEN_MAX);
	_cleanup_(term_freep) struct term *t = NULL;
	struct place p;

	(void)state;
	if (!place_open(&p, "tmux"))
		skip();
	/* Another session, so that the server outlives ours. */
	t = spawn(&p, (const char *const[]){ p.program, "-S", p.socket, "-f",
					     "/dev/null", "new-session", "-d",
					     "sleep 60", ";", "new-session",
					     p.peerdeck, NULL });
	generate(&p, t);
	term_keys(t, "y");
	term_expect(t, "sent to tmux and the terminal");
	assert_int_equal(tmux(&p, "show-buffer", &held), 0);
	assert_string_equal(held.data, p.token);
	term_keys(t, "qq");
	term_exit_status(t);
	assert_int_not_equal(tmux(&p, "show-buffer", NULL), 0);
	tmux(&p, "kill-server", NULL);
	place_close(&p);
}

/* The terminal around screen gets one whole sequence. */
static void screen_passes_it_on_whole(void **state)
{
	_cleanup_(buf_release) struct buf want = BUF_INIT(4 * TOKEN_MAX);
	_cleanup_(term_freep) struct term *t = NULL;
	struct place p;

	(void)state;
	if (!place_open(&p, "screen"))
		skip();
	t = spawn(&p, (const char *const[]){ p.program, "-c", "/dev/null",
					     p.peerdeck, NULL });
	generate(&p, t);
	buf_adds(&want, "\033]52;c;");
	base64_encode(p.token, strlen(p.token), &want);
	buf_adds(&want, "\a");
	term_keys(t, "y");
	term_expect_raw(t, want.data);
	term_expect(t, "sent to the terminal");
	term_keys(t, "qq");
	term_exit_status(t);
	place_close(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tmux_takes_it_and_gives_it_back_at_the_end),
		cmocka_unit_test(screen_passes_it_on_whole),
	};

	return cmocka_run_group_tests_name("copy", tests, NULL, NULL);
}
