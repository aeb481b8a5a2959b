/*
 * The sandbox's one thread: descriptors to watch, and one deadline. Nothing
 * here knows what the descriptors are.
 */
#ifndef SANDBOX_LOOP_H
#define SANDBOX_LOOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct loop;

/* Something happened on `fd`; `events` are poll's. */
typedef void (*loop_fn)(void *ctx, int fd, short events);

struct loop *loop_new(void);
void loop_free(struct loop *loop);

/* Watch `fd` (again: for other events). A callback may watch and unwatch
 * anything, itself too. `ctx` must outlive the watch. */
void loop_watch(struct loop *loop, int fd, short events, loop_fn fn, void *ctx);
void loop_unwatch(struct loop *loop, int fd);

/* Wait until something happens or `ms` have passed (-1: for ever), and call
 * what has to be called. False when a signal asked the program to end. */
bool loop_turn(struct loop *loop, int64_t ms);

#endif
