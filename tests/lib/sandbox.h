/*
 * Starts the sandbox for a test and stops it again. The binary is
 * $PEERDECK_BUILD/peerdeck-sandbox ("build" when that is not set).
 */
#ifndef TESTS_LIB_SANDBOX_H
#define TESTS_LIB_SANDBOX_H

struct sandbox;

/*
 * Run it with `args` (ended by NULL, without the program's name) and wait
 * until it is ready: it has said where each cluster answers. Fails the test
 * when it does not come up.
 */
struct sandbox *sandbox_start(const char *const *args);

/* The URL of a cluster, "http://127.0.0.1:PORT"; borrowed. Fails the test
 * when there is no such cluster. */
const char *sandbox_url(const struct sandbox *s, const char *cluster);

/* The same without "http://". */
const char *sandbox_address(const struct sandbox *s, const char *cluster);

/* Its process. */
int sandbox_pid(const struct sandbox *s);

/* Let time pass in all its clusters: heartbeats, retries, the demo's story. */
void sandbox_advance(const struct sandbox *s, double seconds);

/* Order a fault for a cluster ("status=503,times=1"; sandbox/fault.h), or
 * end all of them. */
void sandbox_fault(const struct sandbox *s, const char *cluster,
		   const char *spec);
void sandbox_no_faults(const struct sandbox *s, const char *cluster);

/* The body of the newest request "METHOD PATH" that came (to any cluster),
 * as compact JSON without secrets; the caller frees. NULL when none came. */
char *sandbox_request(const struct sandbox *s, const char *method,
		      const char *path);

/* End it and wait for it; fails the test when it did not end with status 0.
 * NULL is fine. */
void sandbox_free(struct sandbox *s);

/* For `_cleanup_`. */
void sandbox_freep(struct sandbox **s);

#endif
