/* The table of paths: which handler answers what. */
#ifndef SANDBOX_ROUTE_H
#define SANDBOX_ROUTE_H

struct reply;
struct request;

typedef void (*route_fn)(struct request *req, struct reply *reply);

/* Does the call read ?index=, ?wait= and the consistency? A wrong one ends a
 * strict call; a lenient one complains and answers behind it. */
enum route_options { OPTIONS_NONE, OPTIONS_STRICT, OPTIONS_LENIENT };

struct route {
	const char *path;    /* one that ends in '/' takes all below it */
	const char *methods; /* "GET,DELETE" */
	route_fn handler;
	enum route_options options;
};

/*
 * Answer `req`: find its handler, check the method, or say what Consul says
 * of a path that it does not know. Sets req->rest.
 */
void route_dispatch(struct request *req, struct reply *reply);

#endif
