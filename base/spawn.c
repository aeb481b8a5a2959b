/* For pipe2 and posix_spawn_file_actions_addclosefrom_np. */
#define _GNU_SOURCE
#include "base/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <unistd.h>

#include "base/err.h"

struct pipe {
	int from, to;
};

static bool open_pipe(struct pipe *p, struct err *err)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		return err_errno(err, errno, "pipe");
	*p = (struct pipe){ ends[0], ends[1] };
	return true;
}

static void close_pipe(struct pipe *p)
{
	if (p->from >= 0)
		close(p->from);
	if (p->to >= 0)
		close(p->to);
	*p = (struct pipe){ -1, -1 };
}

/* posix_spawn, since it runs no code of ours in the child. */
static int run(pid_t *pid, const char *const *argv, int in, int out, int errors)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	sigset_t none, all;
	int rc;

	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_adddup2(&files, in, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&files, errors, STDERR_FILENO);
#ifdef __GLIBC__ /* elsewhere those that we opened are close-on-exec */
	posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
#endif
	posix_spawnattr_init(&attr);
	sigemptyset(&none);
	sigfillset(&all);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setsigdefault(&attr, &all);
	posix_spawnattr_setpgroup(&attr, 0);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK |
						POSIX_SPAWN_SETSIGDEF |
						POSIX_SPAWN_SETPGROUP);
	rc = posix_spawnp(pid, argv[0], &files, &attr, (char *const *)argv,
			  environ);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&files);
	return rc;
}

/* Our end of it, which the child has no hold on. */
static int keep(int *fd)
{
	int ours = *fd;

	*fd = -1;
	fcntl(ours, F_SETFL, O_NONBLOCK);
	return ours;
}

bool spawn_start(struct spawn *ret, const char *const *argv, bool apart,
		 struct err *err)
{
	struct pipe in = { -1, -1 }, out = { -1, -1 }, errors = { -1, -1 };
	bool ok = open_pipe(&in, err) && open_pipe(&out, err) &&
		  (!apart || open_pipe(&errors, err));
	int rc;

	*ret = (struct spawn){ .in = -1, .out = -1, .err = -1 };
	if (ok) {
		rc = run(&ret->pid, argv, in.from, out.to,
			 apart ? errors.to : out.to);
		ok = !rc || err_errno(err, rc, "%s", argv[0]);
	}
	if (ok) {
		ret->in = keep(&in.to);
		ret->out = keep(&out.from);
		if (apart)
			ret->err = keep(&errors.from);
	}
	close_pipe(&in);
	close_pipe(&out);
	close_pipe(&errors);
	return ok;
}
