/*
 * Deleting a peering: the record is read and what will be lost is said, the
 * name is typed, and it is followed until a read finds it gone.
 */
#ifndef TUI_DELETE_H
#define TUI_DELETE_H

#include <stdbool.h>

struct app;
struct cluster;

/* Begin. One at a time: says so when another is under way. */
void delete_start(struct app *app, const char *name);

/* A request of it is under way. */
bool delete_busy(const struct app *app);

/* The cluster's list changed: one that was DELETING may have gone. */
void delete_changed(struct app *app, const struct cluster *cluster);

/* Another agent is watched in its place: what is under way is not followed
 * there. */
void delete_left(struct app *app, const struct cluster *cluster);

/* Ctrl-C: forget the request under way; false if there is none. */
bool delete_cancel(struct app *app);

void delete_release(struct app *app);

#endif
