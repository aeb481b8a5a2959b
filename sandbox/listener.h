/* Listening sockets. */
#ifndef SANDBOX_LISTENER_H
#define SANDBOX_LISTENER_H

#include "base/attrs.h"

struct err;

/*
 * A non-blocking listening socket at the numeric address `host` and `*port`;
 * 0 takes any free port and stores it. Returns -1 with the error set.
 */
int listener_open(const char *host, int *port, struct err *err) MUST_CHECK;

#endif
