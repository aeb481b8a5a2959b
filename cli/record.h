/* Reads one peering and prints it: what read and exported-services share. */
#ifndef CLI_RECORD_H
#define CLI_RECORD_H

struct err;
struct options;
struct output;
struct peering;

/* Append the record in one form. */
typedef void record_add_fn(struct output *out, const struct peering *p);

/*
 * Read the peering that -name tells and print it, as -format says. Returns
 * the exit status; what the flags lack is left in `err`.
 */
int record_show(const struct options *o, record_add_fn *pretty,
		record_add_fn *json, struct err *err);

#endif
