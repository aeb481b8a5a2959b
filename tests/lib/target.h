/*
 * What the stories run against: two clusters, a (dc1) and b (dc2), without
 * access control. They are a sandbox's, or real agents when PEERDECK_CONTRACT
 * names them ("a=URL b=URL …", see tests/contract/real.sh).
 */
#ifndef TESTS_LIB_TARGET_H
#define TESTS_LIB_TARGET_H

#include <stdbool.h>

struct term;
struct target;

struct target *target_open(void);
void target_free(struct target *t);
void target_freep(struct target **t);

/* Borrowed; `cluster` is 'a' or 'b'. */
const char *target_url(const struct target *t, char cluster);

/* A request that must be answered with 200; the reply's body, the caller
 * frees. `body` may be NULL. */
char *target_ask(const struct target *t, char cluster, const char *method,
		 const char *path, const char *body);

/* Wait until the screen has the text, as long as a heartbeat may take: the
 * sandbox's time is driven, a real Consul takes its 15 s. */
void target_expect_heartbeat(const struct target *t, struct term *term,
			     const char *text);

#endif
