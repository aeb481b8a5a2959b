/*
 * What the activity records, appended to a file while it happens (--log): a
 * line an entry, as redacted as the activity is.
 */
#ifndef TUI_LOGFILE_H
#define TUI_LOGFILE_H

#include <stdbool.h>

struct activity_entry;
struct app;
struct err;

struct logfile {
	char *path; /* NULL = there is none */
	int fd;
	bool failed; /* and that was told */
};

/* `path` may begin with "~/". False and `err` when it is not for us to write
 * (base/ownfile.h). */
bool logfile_open(struct app *app, const char *path, struct err *err);
void logfile_release(struct logfile *log);

/* Append an entry, if there is a log. A failure is told once. */
void logfile_add(struct app *app, const struct activity_entry *entry);

#endif
