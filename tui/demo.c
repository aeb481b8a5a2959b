#include "tui/demo.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "tui/app.h"

#define SANDBOX "peerdeck-sandbox"

static bool beside_us(char path[PATH_MAX])
{
	ssize_t n = readlink("/proc/self/exe", path, PATH_MAX - 1);
	char *slash;

	if (n < 0)
		return false;
	path[n] = '\0';
	slash = strrchr(path, '/');
	if (!slash || (size_t)(slash - path) + sizeof(SANDBOX) + 1 > PATH_MAX)
		return false;
	memcpy(slash + 1, SANDBOX, sizeof(SANDBOX));
	return access(path, X_OK) == 0;
}

static bool find(char path[PATH_MAX])
{
	if (beside_us(path))
		return true;
	snprintf(path, PATH_MAX, "%s/%s", LIBEXECDIR, SANDBOX);
	return access(path, X_OK) == 0;
}

/* "east http://127.0.0.1:40123" */
static void said(void *ctx, const char *line)
{
	struct app *app = ctx;
	struct cluster *c = app->clusters[0];
	const char *url = strchr(line, ' ');
	struct err err = ERR_INIT;

	if (c->watch || !url)
		return;
	if (client_config_set_address(&c->config, url + 1, &err))
		cluster_watch(c);
	else
		app_toast(app, ROLE_BAD, "The sandbox said: %s", line);
}

static void ended(void *ctx, int status, const char *output)
{
	struct app *app = ctx;

	(void)status;
	app_toast(app, ROLE_BAD, "The sandbox has ended. %s", output);
}

void demo_start(struct app *app)
{
	char path[PATH_MAX];
	const char *const argv[] = { path,    "-cluster", "east,dc=dc1",
				     "-seed", "demo",	  NULL };
	struct child_start start = {
		.argv = argv,
		.keep_in = true,
		.until_ms = -1,
		.line = said,
		.done = ended,
		.ctx = app,
	};
	struct err err = ERR_INIT;

	if (!find(path))
		app_toast(app, ROLE_BAD,
			  SANDBOX " is neither beside this program nor in "
				  "%s.",
			  LIBEXECDIR);
	else if (!child_spawn(&app->children, &start, &err))
		app_toast(app, ROLE_BAD, "The sandbox did not start: %s",
			  err.msg);
}
