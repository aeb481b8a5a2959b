#include "tui/demo.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"
#include "net/config_file.h"
#include "tui/app.h"

#define SANDBOX "peerdeck-sandbox"

/* The clusters of the demo; the first is opened, the others are contexts. */
static const struct {
	const char *name, *option;
	bool readonly;
} clusters[] = {
	{ "east", "east,dc=dc1", false },
	{ "west", "west,dc=dc2", false },
	{ "lab", "lab,dc=dc3", true },
};

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

/* One more context, as if the config file had it. */
static void add_context(struct config_file *file, size_t which,
			const char *address)
{
	size_t cap = file->count;

	file->contexts = mem_grow(file->contexts, file->count, &cap,
				  sizeof(*file->contexts));
	file->contexts[file->count++] = (struct config_context){
		.name = mem_dup(clusters[which].name),
		.address = mem_dup(address),
		.readonly = clusters[which].readonly,
	};
}

/* "east http://127.0.0.1:40123", a line a cluster. */
static void said(void *ctx, const char *line)
{
	struct app *app = ctx;
	struct cluster *first = app->clusters[0];
	const char *url = strchr(line, ' ');
	struct err err = ERR_INIT;

	for (size_t i = 0; url && i < ARRAY_LEN(clusters); i++) {
		size_t len = strlen(clusters[i].name);

		if (line + len != url || strncmp(line, clusters[i].name, len))
			continue;
		add_context(&app->file, i, url + 1);
		if (i == 0 &&
		    client_config_set_address(&first->config, url + 1, &err))
			cluster_watch(first);
		return;
	}
	app_toast(app, ROLE_BAD, "The sandbox said: %s", line);
}

static void ended(void *ctx, const struct child_end *end)
{
	struct app *app = ctx;

	app_toast(app, ROLE_BAD, "The sandbox has ended. %s",
		  end->output->data);
}

void demo_open(struct app *app)
{
	app->demo = true;
	app_open(app, clusters[0].name);
}

void demo_start(struct app *app)
{
	char path[PATH_MAX];
	const char *argv[2 * ARRAY_LEN(clusters) + 4] = { path, "-seed",
							  "demo" };
	struct child_start start = {
		.argv = argv,
		.keep_in = true,
		.until_ms = -1,
		.line = said,
		.done = ended,
		.ctx = app,
	};
	struct err err = ERR_INIT;

	for (size_t i = 0; i < ARRAY_LEN(clusters); i++) {
		argv[3 + 2 * i] = "-cluster";
		argv[4 + 2 * i] = clusters[i].option;
	}
	if (!find(path))
		app_toast(app, ROLE_BAD,
			  SANDBOX " is neither beside this program nor in %s.",
			  LIBEXECDIR);
	else if (!child_spawn(&app->children, &start, &err))
		app_toast(app, ROLE_BAD, "The sandbox did not start: %s",
			  err.msg);
}
