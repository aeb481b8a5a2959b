/*
 * What to ask for where an ACL token may not do something: the policy that
 * grants it, and whose it is to be, for the person who administers ACLs.
 */
#ifndef TUI_ACL_ASK_H
#define TUI_ACL_ASK_H

struct app;
struct cluster;
struct http_trace;

/* Someone was told, in these words, that rights are missing on `c`: until
 * others are told it is those that are asked for. */
void acl_ask_note(struct cluster *c, const char *words);

/* The same for a request that is over, if it was refused. */
void acl_ask_observe(struct app *app, const struct http_trace *trace);

#endif
