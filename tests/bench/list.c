/*
 * `peerdeck peering list` beside `consul peering list` and `curl -s` of the
 * same URL: time, memory and instructions, for lists of three sizes. What is
 * not on PATH is left out, and so are instructions where the kernel does not
 * let them be counted.
 */
#include <fcntl.h>
#include <linux/perf_event.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "tests/lib/canned.h"
#include "tests/lib/cases.h"
#include "tests/lib/figure.h"

#define RUNS 11

extern char **environ;

/* --- the server, in a process of its own: a child of a large process would
 * count its memory as the child's --------------------------------------------
 */

static void add_peering(struct buf *out, int i)
{
	buf_addf(out,
		 "%s{\"ID\":\"b8e3d7a1-0000-4000-8000-%012d\","
		 "\"Name\":\"cluster-%06d\",\"State\":\"ACTIVE\","
		 "\"Meta\":{\"env\":\"prod\"},\"StreamStatus\":{"
		 "\"ImportedServices\":[\"web\",\"api\",\"db\"],"
		 "\"ExportedServices\":[\"billing\",\"search\"],"
		 "\"LastHeartbeat\":\"2026-10-01T11:22:33.123456789Z\","
		 "\"LastReceive\":\"2026-10-01T11:22:34.5Z\","
		 "\"LastSend\":\"2026-10-01T11:22:35Z\"},",
		 i ? "," : "", i, i);
	buf_adds(out, "\"PeerCAPems\":[\"-----BEGIN CERTIFICATE-----\\n");
	for (int k = 0; k < 12; k++)
		buf_adds(out, "MIICDjCCAbOgAwIBAgIBCzAKBggqhkjOPQQDAjAwMS4w"
			      "LAYDVQQDEyVwcmkt\\n");
	buf_addf(out,
		 "-----END CERTIFICATE-----\\n\"],"
		 "\"PeerServerAddresses\":[\"10.0.0.1:8503\"],"
		 "\"CreateIndex\":%d,\"ModifyIndex\":%d,\"Remote\":{"
		 "\"Partition\":\"\",\"Datacenter\":\"dc%d\"}}",
		 i, i, i % 200);
}

static void serve(int peerings, int addr_fd)
{
	struct buf body = BUF_INIT(SIZE_MAX);
	struct canned_reply reply = { .truncate = -1 };

	buf_addc(&body, '[');
	for (int i = 0; i < peerings; i++)
		add_peering(&body, i);
	buf_addc(&body, ']');
	reply.body = body.data;
	reply.len = body.len;
	dprintf(addr_fd, "%s\n", canned_addr(canned_new(&reply, 1)));
	for (;;)
		pause();
}

static pid_t start_server(int peerings, char *addr, int size)
{
	int fds[2];
	pid_t pid;
	FILE *in;

	if (pipe(fds) || (pid = fork()) < 0)
		abort();
	if (!pid)
		serve(peerings, fds[1]);
	close(fds[1]);
	in = fdopen(fds[0], "r");
	if (!in || !fgets(addr, size, in))
		abort();
	addr[strcspn(addr, "\n")] = '\0';
	fclose(in);
	return pid;
}

/* --- one run ----------------------------------------------------------------
 */

struct cost {
	double ms[RUNS], mb[RUNS], instructions[RUNS];
	bool counted;
};

static int count_instructions(pid_t pid)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_HARDWARE,
		.size = sizeof(attr),
		.config = PERF_COUNT_HW_INSTRUCTIONS,
		.disabled = 1,
		.enable_on_exec = 1,
		.inherit = 1,
		.exclude_kernel = 1,
	};

	return (int)syscall(SYS_perf_event_open, &attr, pid, -1, -1, 0);
}

static void child(const char *const *argv, const char *const *env, int go)
{
	int null = open("/dev/null", O_WRONLY);
	char c;

	dup2(null, STDOUT_FILENO);
	if (read(go, &c, 1) != 1)
		_exit(126);
	environ = (char **)(uintptr_t)env;
	execvp(argv[0], (char *const *)(uintptr_t)argv);
	_exit(127);
}

/* False when the program is not there, or fails. */
static bool run_once(const char *const *argv, const char *const *env,
		     struct cost *cost, int at)
{
	struct rusage usage;
	uint64_t count = 0;
	int go[2], status, counter;
	double begin;
	pid_t pid;

	if (pipe(go) || (pid = fork()) < 0)
		abort();
	if (!pid)
		child(argv, env, go[0]);
	counter = count_instructions(pid);
	begin = figure_now();
	if (write(go[1], "g", 1) != 1)
		abort();
	wait4(pid, &status, 0, &usage);
	cost->ms[at] = (figure_now() - begin) / 1000;
	cost->mb[at] = (double)usage.ru_maxrss / 1024;
	cost->counted = counter >= 0 &&
			read(counter, &count, sizeof(count)) == sizeof(count) &&
			count;
	cost->instructions[at] = (double)count / 1e6;
	close(go[0]);
	close(go[1]);
	if (counter >= 0)
		close(counter);
	return !status;
}

static void measure(const char *name, const char *const *argv,
		    const char *const *env, int peerings)
{
	struct cost cost = { .counted = false };
	char what[128];

	for (int i = 0; i < RUNS; i++)
		if (!run_once(argv, env, &cost, i)) {
			printf("%s: skipped\n", name);
			return;
		}
	snprintf(what, sizeof(what), "%s, %d peerings", name, peerings);
	figure_print(what, figure_median(cost.ms, RUNS), "ms", "");
	figure_print("", figure_median(cost.mb, RUNS), "MB", "");
	if (cost.counted)
		figure_print("", figure_median(cost.instructions, RUNS),
			     "million instructions", "");
}

int main(void)
{
	static const int sizes[] = { 1, 100, 10000 };

	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		char addr[64], env_addr[96], url[128], path[4096];
		pid_t server = start_server(sizes[i], addr, sizeof(addr));
		const char *env[] = { env_addr, path, "HOME=/nonexistent",
				      NULL };
		const char *peerdeck[] = { cases_build("peerdeck"), "peering",
					   "list", NULL };
		const char *consul[] = { "consul", "peering", "list", NULL };
		const char *curl[] = { "curl", "-s", url, NULL };

		snprintf(env_addr, sizeof(env_addr), "CONSUL_HTTP_ADDR=%s",
			 addr);
		snprintf(url, sizeof(url), "http://%s/v1/peerings", addr);
		snprintf(path, sizeof(path), "PATH=%s", getenv("PATH"));
		measure("peerdeck peering list", peerdeck, env, sizes[i]);
		measure("consul peering list", consul, env, sizes[i]);
		measure("curl -s", curl, env, sizes[i]);
		kill(server, SIGTERM);
		waitpid(server, NULL, 0);
	}
	return 0;
}
