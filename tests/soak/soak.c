/*
 * The sandbox under load: 200 clients with a waiting query each, and 50
 * requests a second, for SOAK_SECONDS (60). Fails when a request goes wrong,
 * when the memory grows on and on, or when the sandbox does not end well
 * (sanitized: when anything leaked).
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/clock.h"
#include "tests/lib/fetch.h"
#include "tests/lib/sandbox.h"

enum {
	CLIENTS = 200,
	PER_SECOND = 50,
	PAUSE_MS = 1000, /* between two waits of one client */
	WARM_UP_MS = 10000,
	GROWTH_MAX_MB = 64,
	REPLY_MAX = 4 * 1024 * 1024,
};

/* A client waits for news, rests, and waits again from where it was. */
struct client {
	int fd; /* -1: it rests */
	int64_t again;
	struct buf reply;
	char index[24];
};

struct soak {
	struct sandbox *sandbox;
	struct client clients[CLIENTS];
	long answers, requests, failed;
};

static int connect_to(const struct sandbox *s)
{
	const char *port = strrchr(sandbox_url(s, "east"), ':') + 1;
	struct sockaddr_in to = {
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)strtol(port, NULL, 10)),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd >= 0 && !connect(fd, (struct sockaddr *)&to, sizeof(to)))
		return fd;
	close(fd);
	return -1;
}

static void wait_again(struct soak *soak, struct client *c)
{
	char text[256];
	int len;

	c->fd = connect_to(soak->sandbox);
	len = snprintf(text, sizeof(text),
		       "GET /v1/peerings?index=%s&wait=20s HTTP/1.1\r\n"
		       "Host: x\r\nConnection: close\r\n\r\n",
		       c->index);
	if (c->fd < 0 || send(c->fd, text, (size_t)len, MSG_NOSIGNAL) != len)
		soak->failed++;
	buf_clear(&c->reply);
}

/* The whole reply is there: was it good, and where does it go on? */
static void take_answer(struct soak *soak, struct client *c)
{
	static const char header[] = "X-Consul-Index: ";
	const char *p = strstr(c->reply.data, header);

	close(c->fd);
	c->fd = -1;
	c->again = clock_ms(&clock_system) + PAUSE_MS;
	soak->answers++;
	if (!p || strncmp(c->reply.data, "HTTP/1.1 200", 12) != 0) {
		soak->failed++;
		return;
	}
	snprintf(c->index, sizeof(c->index), "%.*s",
		 (int)strspn(p + strlen(header), "0123456789"),
		 p + strlen(header));
}

static void hear(struct soak *soak, struct client *c)
{
	char piece[16384];
	ssize_t n = read(c->fd, piece, sizeof(piece));

	if (n > 0)
		buf_add(&c->reply, piece, (size_t)n);
	else
		take_answer(soak, c);
}

/* Look after the clients for `ms`. */
static void tend(struct soak *soak, int64_t ms)
{
	int64_t end = clock_ms(&clock_system) + ms, now;

	while ((now = clock_ms(&clock_system)) < end) {
		struct pollfd fds[CLIENTS];

		for (size_t i = 0; i < CLIENTS; i++) {
			struct client *c = &soak->clients[i];

			if (c->fd < 0 && c->again <= now)
				wait_again(soak, c);
			fds[i] = (struct pollfd){ .fd = c->fd,
						  .events = POLLIN };
		}
		if (poll(fds, CLIENTS, (int)(end - now)) <= 0)
			continue;
		for (size_t i = 0; i < CLIENTS; i++)
			if (fds[i].revents)
				hear(soak, &soak->clients[i]);
	}
}

static void ask(struct soak *soak, long n)
{
	static const struct {
		const char *method, *path, *body;
		int status;
	} calls[] = {
		{ "GET", "/v1/peerings", NULL, 200 },
		{ "POST", "/v1/peering/token", "{\"PeerName\":\"one\"}", 200 },
		{ "GET", "/v1/peering/us-east", NULL, 200 },
		{ "GET", "/v1/internal/ui/services", NULL, 200 },
		{ "POST", "/v1/peering/token", "{\"PeerName\":", 400 },
		{ "DELETE", "/v1/peering/one", NULL, 200 },
		{ "GET", "/v1/exported-services", NULL, 200 },
		{ "GET", "/v1/peering/nope", NULL, 404 },
	};
	size_t i = (size_t)n % ARRAY_LEN(calls);
	struct buf url = BUF_INIT(1024);
	struct fetch f;

	buf_addf(&url, "%s%s", sandbox_url(soak->sandbox, "east"),
		 calls[i].path);
	f = fetch(calls[i].method, url.data, NULL, calls[i].body);
	soak->requests++;
	/* A token for a name that is being deleted is refused. */
	if (f.status != calls[i].status && f.status != 500)
		soak->failed++;
	fetch_release(&f);
	buf_release(&url);
}

static long resident_mb(const struct sandbox *s)
{
	char path[64];
	long pages = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/statm", sandbox_pid(s));
	file = fopen(path, "r");
	if (file && fscanf(file, "%*d %ld", &pages) != 1)
		pages = 0;
	if (file)
		fclose(file);
	return pages * (sysconf(_SC_PAGESIZE) / 1024) / 1024;
}

static long run(struct soak *soak, int64_t ms)
{
	int64_t start = clock_ms(&clock_system);
	long warm = 0;

	for (long n = 0; clock_ms(&clock_system) - start < ms; n++) {
		int64_t due = start + n * 1000 / PER_SECOND;
		int64_t now = clock_ms(&clock_system);

		tend(soak, due > now ? due - now : 1);
		ask(soak, n);
		if (!warm && now - start > WARM_UP_MS)
			warm = resident_mb(soak->sandbox);
	}
	return warm;
}

int main(void)
{
	static const char *const args[] = { "-cluster", "east", "-seed", "demo",
					    NULL };
	static struct soak soak;
	const char *seconds = getenv("SOAK_SECONDS");
	long warm, hot;

	soak.sandbox = sandbox_start(args);
	for (size_t i = 0; i < CLIENTS; i++)
		soak.clients[i] = (struct client){ .fd = -1,
						   .reply = BUF_INIT(REPLY_MAX),
						   .index = "1" };
	warm = run(&soak, 1000 * (seconds ? strtol(seconds, NULL, 10) : 60));
	hot = resident_mb(soak.sandbox);
	for (size_t i = 0; i < CLIENTS; i++) {
		if (soak.clients[i].fd >= 0)
			close(soak.clients[i].fd);
		buf_release(&soak.clients[i].reply);
	}
	sandbox_free(soak.sandbox);
	printf("%ld requests, %ld waits answered, %ld went wrong; %ld MB after 10 s, %ld MB at the end\n",
	       soak.requests, soak.answers, soak.failed, warm, hot);
	return soak.failed || (warm && hot - warm > GROWTH_MAX_MB);
}
