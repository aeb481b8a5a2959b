/* Asking where to, and writing there what a screen shows. */
#ifndef TUI_SAVING_H
#define TUI_SAVING_H

#include <stddef.h>

struct app;
struct buf;

#define SAVING_MAX ((size_t)4 * 1024 * 1024) /* bytes of a file */

struct saving {
	const char *title, *about;
	const char *path; /* proposed */

	/* Append what is to be saved, as it is when the path was given. */
	void (*fill)(const struct app *app, struct buf *out);
};

/* Ask for a path, and again when that one will not do: nothing is written over.
 * Only the owner can read the file. `what` must outlive the question. */
void saving_ask(struct app *app, const struct saving *what);

#endif
