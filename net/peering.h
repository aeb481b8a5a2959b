/*
 * A peering as Consul 1.21 lists it (api.Peering), and lists of them in
 * compact rows. Strings are never NULL and live as long as the list.
 */
#ifndef NET_PEERING_H
#define NET_PEERING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/rfc3339.h"

struct buf;
struct err;
struct kv;

enum peering_state {
	PEERING_UNDEFINED, /* also the empty string */
	PEERING_PENDING,
	PEERING_ESTABLISHING,
	PEERING_ACTIVE,
	PEERING_FAILING,
	PEERING_DELETING,
	PEERING_TERMINATED,
	PEERING_OTHER, /* a word this program does not know: see state_text */
};

enum peering_role {
	PEERING_ACCEPTOR, /* it generated the token */
	PEERING_DIALER,	  /* it established with one */
};

/* Strings of a record; `items` is NULL when only the count was kept. */
struct peering_strings {
	const char *const *items;
	uint32_t count;
	bool null; /* the reply had null, or nothing, instead of a list */
};

/* What is told of the other side beside its datacenter. */
enum peering_remote {
	PEERING_REMOTE_PARTITION,
	PEERING_REMOTE_REGION,
	PEERING_REMOTE_ZONE,
	PEERING_REMOTES,
};

struct peering {
	const char *name;
	const char *id;
	const char *partition;
	const char *peer_id;
	const char *peer_server_name;
	const char *state_text;
	const char *remote_datacenter;
	const char *const *remote;   /* by peering_remote; rows share them */
	struct peering_strings meta; /* key, value, key, value; by key */
	struct peering_strings addresses; /* PeerServerAddresses */
	struct peering_strings ca_pems;
	struct peering_strings imported, exported;
	struct timestamp heartbeat, receive, send, deleted_at;
	uint64_t create_index, modify_index;
	enum peering_state state;
	bool has_locality; /* Remote.Locality was there, even if empty */
};

/* PeerID or PeerServerAddresses present = dialer (Consul 1.21). */
enum peering_role peering_role(const struct peering *p);

/* The ID that joins the records of two clusters: the acceptor's own, which is
 * the dialer's PeerID (Consul 1.21). */
const char *peering_link(const struct peering *p);

const char *peering_role_name(enum peering_role role);	  /* "dialer" */
const char *peering_state_name(enum peering_state state); /* "ACTIVE" */

/* "ACTIVE" -> PEERING_ACTIVE; PEERING_OTHER for a word not known. */
enum peering_state peering_state_of(const char *text, size_t len);

/* The value of a meta key, or NULL. */
const char *peering_meta(const struct peering *p, const char *key);

/* Append copies of all pairs. */
void peering_meta_kv(const struct peering *p, struct kv *ret);

struct peerings {
	struct peering *rows; /* .cap of them, by mem_map */
	size_t count, cap;
	struct arena strings;
	bool null; /* the reply was null, not a list */
};

void peerings_release(struct peerings *list);

/* How much of a record is kept. */
enum peering_detail {
	PEERING_ROWS, /* of services and CAs only the counts */
	PEERING_ALL,
};

/*
 * Reads a list reply as it arrives, one array element at a time: at no moment
 * is more than one element held as a tree. Any split of the bytes gives the
 * same rows. In their strings U+FFFD stands for what is not UTF-8 (as in Go)
 * and for NUL.
 */
struct peering_reader;

struct peering_reader *peering_reader_new(enum peering_detail detail);

/* NULL is fine. */
void peering_reader_free(struct peering_reader *reader);
void peering_reader_freep(struct peering_reader **reader);

/* ERR_DECODE when it is not a list of peerings: says which ("[3].State: not a
 * string"). After that everything fails. */
bool peering_reader_feed(struct peering_reader *reader, const char *bytes,
			 size_t len, struct err *err);

/* All was fed: move the rows out; the reader can only be freed then.
 * ERR_DECODE when the list had no end, or there was nothing. */
bool peering_reader_finish(struct peering_reader *reader,
			   struct peerings *ret_list, struct err *err);

/* One record (the reply to a read), all of it, as a list of one. */
bool peering_decode(const char *json, size_t len, struct peerings *ret_list,
		    struct err *err);

/*
 * Append `p` as Go's encoder writes an api.Peering (Consul 1.21), without
 * spaces; needs PEERING_ALL. False when `out` is full.
 */
bool peering_json(struct buf *out, const struct peering *p);

/*
 * Consul's rules for what is written (1.21): NULL when good, else what is
 * wrong in a few words ("upper case is not allowed").
 */
#define PEERING_NAME_MAX       63
#define PEERING_META_MAX       64 /* pairs */
#define PEERING_META_KEY_MAX   128
#define PEERING_META_VALUE_MAX 512
const char *peering_name_problem(const char *name);
const char *peering_meta_key_problem(const char *key);
const char *peering_meta_value_problem(const char *value);

/* "Cluster_02" -> "cluster-02"; "" when nothing can be made of it. */
void peering_name_proposal(const char *name, char ret[PEERING_NAME_MAX + 1]);

#endif
