/* The table of paths: which handler answers what. */
#ifndef SANDBOX_ROUTE_H
#define SANDBOX_ROUTE_H

struct reply;
struct request;

typedef void (*route_fn)(struct request *req, struct reply *reply);

/*
 * What a call does with the parameters that many calls share. A wrong
 * ?index=, ?wait= or consistency ends a strict call; a lenient one complains
 * and answers behind it.
 */
enum route_options {
	ROUTE_STRICT = 1,
	ROUTE_LENIENT = 2,
	ROUTE_NS = 4,	     /* refuses ?ns= and ?partition= */
	ROUTE_DC = 8,	     /* asks the datacenter of ?dc=: there is one */
	ROUTE_DC_QUERY = 16, /* and fails with the headers of a query */
	ROUTE_FILTERED = 32, /* any known token may ask */
};

struct route {
	const char *path;    /* one that ends in '/' takes all below it */
	const char *methods; /* "GET,DELETE" */
	route_fn handler;
	int options; /* route_options */
};

/*
 * Answer `req`: find its handler, check the method, or say what Consul says
 * of a path that it does not know. Sets req->rest.
 */
void route_dispatch(struct request *req, struct reply *reply);

#endif
