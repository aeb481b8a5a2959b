#include "tui/logfile.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/ownfile.h"
#include "tui/app.h"
#include "tui/savefile.h"

#define LINE_MAX_BYTES 65536

bool logfile_open(struct app *app, const char *path, struct err *err)
{
	char full[PATH_MAX];
	int fd;

	if (!savefile_expand(path, full, err))
		return false;
	fd = ownfile_append(full, err);
	if (fd < 0)
		return false;
	/* A limit on the size of files is a failed write, not an end. */
	signal(SIGXFSZ, SIG_IGN);
	app->log = (struct logfile){ .path = mem_dup(full), .fd = fd };
	return true;
}

void logfile_release(struct logfile *log)
{
	if (log->path)
		close(log->fd);
	free(log->path);
	*log = (struct logfile){ 0 };
}

void logfile_add(struct app *app, const struct activity_entry *entry)
{
	_cleanup_(buf_release) struct buf line = BUF_INIT(LINE_MAX_BYTES);
	struct logfile *log = &app->log;

	if (!log->path)
		return;
	activity_line(entry, true, &line);
	/* In one piece, so that lines of several consoles do not mix. */
	if (ownfile_write(log->fd, line.data, line.len)) {
		log->failed = false;
		return;
	}
	if (!log->failed)
		app_toast(app, ROLE_WARN, "The log cannot be written: %s: %s.",
			  log->path, strerror(errno));
	log->failed = true;
}
