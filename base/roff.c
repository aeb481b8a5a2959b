#include "base/roff.h"

#include <errno.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "base/flags.h"

#define BEGIN ".\\\" begin "
#define END   ".\\\" end\n"

void roff_text(struct buf *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '-')
			buf_adds(out, "\\-");
		else if (*text == '\\')
			buf_adds(out, "\\e");
		else if (*text == '\n')
			buf_adds(out, "\n.PP\n");
		else
			buf_addc(out, *text);
	}
}

void roff_flags(struct buf *out, const struct flag *flags, size_t count)
{
	for (const struct flag *flag = flags; flag < flags + count; flag++) {
		buf_adds(out, ".TP\n.BR \\-");
		roff_text(out, flag->name);
		if (flag->arg) {
			bool optional = flag->type == FLAG_WAIT;

			buf_addf(out, " %s=\\fI", optional ? "[" : "");
			roff_text(out, flag->arg);
			buf_addf(out, "\\fR%s", optional ? "]" : "");
		}
		buf_addc(out, '\n');
		roff_text(out, flag->help);
		buf_addc(out, '\n');
		if (flag->env)
			buf_addf(out, "Environment:\n.BR %s .\n", flag->env);
	}
}

bool roff_read(struct buf *page, int fd, struct err *err)
{
	if (file_read_fd(fd, page))
		return true;
	if (errno == EFBIG)
		return err_set(err, ERR_SYSTEM, "the page is too long");
	return err_errno(err, errno, "the page");
}

static bool begins_with(const char *line, const char *text)
{
	return !strncmp(line, text, strlen(text));
}

/* The part that `line` begins, if it is one of these. */
static const struct roff_part *part_of(const char *line,
				       const struct roff_part *parts,
				       size_t count)
{
	if (!begins_with(line, BEGIN))
		return NULL;
	line += strlen(BEGIN);
	for (size_t i = 0; i < count; i++)
		if (begins_with(line, parts[i].name) &&
		    line[strlen(parts[i].name)] == '\n')
			return &parts[i];
	return NULL;
}

void roff_page(struct buf *out, const char *page, const struct roff_part *parts,
	       size_t count)
{
	bool inside = false;

	while (*page) {
		size_t len = strcspn(page, "\n");
		const struct roff_part *part = part_of(page, parts, count);

		len += page[len] == '\n';
		if (inside && begins_with(page, END))
			inside = false;
		if (!inside)
			buf_add(out, page, len);
		if (part) {
			part->add(out);
			inside = true;
		}
		page += len;
	}
}
