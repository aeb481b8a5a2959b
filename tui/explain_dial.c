#include "tui/explain.h"

#include <string.h>

#include "base/attrs.h"

/* What gRPC and TLS say when one server cannot connect with another's (Consul
 * 1.21), and what it means; the first that is found counts. */
static const struct {
	const char *text;
	const char *title;
	const char *meaning; /* with the next step */
} dials[] = {
	{ "unknown PeerID", "the other side has no such peering any more",
	  "It was deleted there while this side was away. Delete the record "
	  "here, or establish anew with a token of theirs." },
	{ "invalid peering stream secret",
	  "the other side does not take this one's secret",
	  "A newer token was used by another cluster, or the peering was made "
	  "anew there. Establish again with a new token of theirs." },
	{ "certificate is valid for", "another cluster answers",
	  "The address leads to a cluster other than the token's: a wrong load "
	  "balancer, or a cluster that was set up anew. Correct the address, "
	  "or establish with a new token." },
	{ "certificate signed by unknown authority",
	  "the certificate's CA is not known",
	  "Another cluster, or a proxy that ends TLS, answers there; or the "
	  "other side's CA was replaced. Let TLS through to its servers, or "
	  "establish with a new token." },
	{ "certificate has expired or is not yet valid",
	  "the certificate has expired, or a clock is wrong",
	  "Compare the clocks of both sides' servers, then look at the other "
	  "side's CA." },
	{ "first record does not look like a TLS handshake",
	  "that port does not speak TLS",
	  "It leads to another port than the other side's gRPC TLS port (8503 "
	  "unless configured). Correct the address there and make a new "
	  "token." },
	{ "connection refused", "connection refused",
	  "The host is there, but nothing listens on that port: the other "
	  "side's server is down, or its gRPC TLS port is another. Look "
	  "there." },
	{ "no such host", "the name is not known",
	  "The servers here cannot look it up. Correct their DNS, or use an "
	  "address that they know and a new token." },
	{ "i/o timeout", "no answer",
	  "Packets to that address are dropped: a firewall, or the host is "
	  "down. Open the way to the other side's gRPC TLS port." },
	{ "no route to host", "no way to that host",
	  "The network has no route to it, or a firewall refuses. Look at the "
	  "way from the servers here." },
	{ "network is unreachable", "no way to that network",
	  "The servers here have no route to it." },
	{ "handshake failed: context deadline exceeded",
	  "connected, but TLS is not answered",
	  "Something takes the connection and says nothing: a load balancer "
	  "without a server behind it, or a server that hangs. Look there." },
	{ "deadline exceeded", "no answer in time",
	  "A firewall drops packets, or the other side hangs. Look at the way "
	  "there, then at its servers." },
	{ "connection reset", "the connection was reset",
	  "Something on the way, or the other side, cut it. Look at what stands "
	  "between: load balancer, firewall." },
	{ "EOF", "the other side ended the connection",
	  "A server or load balancer there was stopped or restarted. It is "
	  "tried again by itself." },
	{ "context canceled", "the other side went away",
	  "It ended the connection. If it dials, it comes back by itself." },
};

const char *explain_dial(const char *text, const char **ret_title)
{
	for (size_t i = 0; i < ARRAY_LEN(dials); i++) {
		if (!strstr(text, dials[i].text))
			continue;
		*ret_title = dials[i].title;
		return dials[i].meaning;
	}
	return NULL;
}
