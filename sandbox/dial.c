#define _GNU_SOURCE /* accept4's flags for socket() */
#include "sandbox/dial.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/strlist.h"
#include "sandbox/grpc.h"
#include "sandbox/loop.h"
#include "sandbox/world.h"

enum {
	WINDOW_MS = 3000, /* no new try after that */
	TRY_MS = 20000,	  /* gRPC's least time to connect */
	PAUSE_MS = 150,	  /* between two tries, and up to a quarter more */
	ANSWER_MAX = 512,
	REPORT_MAX = 1024 * 1024,
};

enum phase { PAUSING, CONNECTING, SHAKING, ASKING };

struct dial {
	struct dialer *dialer;
	struct strlist addrs, cas;
	char *server_name, *question;
	dial_fn done;
	void *ctx;

	enum phase phase;
	int64_t window_end, due; /* world_ms */
	size_t next;		 /* of addrs */
	int fd;
	SSL_CTX *tls;
	SSL *ssl;
	char answer[ANSWER_MAX];
	size_t answer_len;
	struct buf errors; /* a line a try */
	int tries, status; /* of the reply, by the last try */
	struct dial *link;
};

struct dialer {
	struct loop *loop;
	struct world *world;
	struct dial *dials;
};

static void on_event(void *ctx, int fd, short events);

static const char *address(const struct dial *d)
{
	return d->addrs.items[d->next % d->addrs.count];
}

static void hang_up(struct dial *d)
{
	if (d->fd < 0)
		return;
	loop_unwatch(d->dialer->loop, d->fd);
	SSL_free(d->ssl);
	close(d->fd);
	d->ssl = NULL;
	d->fd = -1;
	ERR_clear_error();
}

static void free_dial(struct dial *d)
{
	struct dial **link = &d->dialer->dials;

	while (*link != d)
		link = &(*link)->link;
	*link = d->link;
	hang_up(d);
	SSL_CTX_free(d->tls);
	strlist_release(&d->addrs);
	strlist_release(&d->cas);
	free(d->server_name);
	explicit_bzero(d->question, strlen(d->question));
	free(d->question);
	buf_release(&d->errors);
	free(d);
}

static void finish(struct dial *d, int status, const char *text)
{
	dial_fn done = d->done;
	void *ctx = d->ctx;
	char *copy = mem_dup(text);

	free_dial(d);
	done(ctx, status, copy);
	free(copy);
}

static void give_up(struct dial *d)
{
	struct buf text = BUF_INIT(REPORT_MAX);

	buf_addf(&text, "%d error%s occurred:\n%s\n", d->tries,
		 d->tries == 1 ? "" : "s", d->errors.data);
	finish(d, d->status, text.data);
	buf_release(&text);
}

/* This try failed; another one follows unless the time is over. */
static void fail_try(struct dial *d, int status, const char *code,
		     const char *why)
{
	struct world *world = d->dialer->world;

	buf_addf(
		&d->errors,
		"\t* failed to exchange peering secret through address \"%s\": rpc error: code = %s desc = %s\n",
		address(d), code, why);
	hang_up(d);
	d->tries++;
	d->next++;
	d->status = status;
	d->phase = PAUSING;
	d->due = world_ms(world) + PAUSE_MS + rand() % (PAUSE_MS / 4);
}

static void fail_connection(struct dial *d, const char *fmt, const char *detail)
{
	struct buf why = BUF_INIT(64 * 1024), text = BUF_INIT(64 * 1024);

	buf_addf(&text, "%s%s", fmt, detail);
	buf_addf(&why, "connection error: desc = \"%s\"", text.data);
	fail_try(d, 503, "Unavailable", why.data);
	buf_release(&why);
	buf_release(&text);
}

static void fail_dialing(struct dial *d, const char *why)
{
	fail_connection(d, "transport: Error while dialing: dial tcp", why);
}

static void fail_handshake(struct dial *d, const char *why)
{
	fail_connection(d, "transport: authentication handshake failed: ", why);
}

/* Names are not looked up: there is no telling how long a resolver takes,
 * and a sandbox has no business on the network. */
static struct addrinfo *resolve(const char *host, const char *port)
{
	const struct addrinfo hints = { .ai_flags =
						AI_NUMERICHOST | AI_NUMERICSERV,
					.ai_socktype = SOCK_STREAM };
	struct addrinfo *found = NULL;

	if (!strcmp(host, "localhost"))
		host = "127.0.0.1";
	return getaddrinfo(host, port, &hints, &found) ? NULL : found;
}

static void fail_errno(struct dial *d, int code)
{
	struct buf why = BUF_INIT(1024);
	char text[128];

	/* Go's texts are the C library's, without the capital. */
	snprintf(text, sizeof(text), "%s", strerror(code));
	if (*text >= 'A' && *text <= 'Z')
		*text += 'a' - 'A';
	buf_addf(&why, " %s: connect: %s", address(d), text);
	fail_dialing(d, why.data);
	buf_release(&why);
}

/* A token may name any address; only this machine's own are ever dialed. */
static bool is_loopback(const struct sockaddr *sa)
{
	if (sa->sa_family == AF_INET) {
		const struct sockaddr_in *in = (const void *)sa;

		return ntohl(in->sin_addr.s_addr) >> 24 == IN_LOOPBACKNET;
	}
	return sa->sa_family == AF_INET6 &&
	       IN6_IS_ADDR_LOOPBACK(
		       &((const struct sockaddr_in6 *)(const void *)sa)
				->sin6_addr);
}

static void connect_to(struct dial *d, const struct addrinfo *ai)
{
	if (!is_loopback(ai->ai_addr)) {
		fail_errno(d, ENETUNREACH);
		return;
	}
	d->fd = socket(ai->ai_family,
		       SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (d->fd < 0) {
		fail_errno(d, errno);
		return;
	}
	d->phase = CONNECTING;
	d->due = world_ms(d->dialer->world) + TRY_MS;
	loop_watch(d->dialer->loop, d->fd, POLLOUT, on_event, d);
	if (connect(d->fd, ai->ai_addr, ai->ai_addrlen) && errno != EINPROGRESS)
		fail_errno(d, errno);
}

static void begin_try(struct dial *d)
{
	const char *colon = strrchr(address(d), ':');
	size_t len = (size_t)(colon - address(d));
	bool v6 = *address(d) == '[';
	char *host = mem_dup_n(address(d) + v6, len - 2 * v6);
	struct addrinfo *found = resolve(host, colon + 1);
	struct buf why = BUF_INIT(1024);

	if (found) {
		connect_to(d, found);
		freeaddrinfo(found);
	} else {
		buf_addf(&why, ": lookup %s on 127.0.0.53:53: no such host",
			 host);
		fail_dialing(d, why.data);
	}
	buf_release(&why);
	free(host);
}

static SSL_CTX *make_tls(const struct strlist *cas)
{
	SSL_CTX *tls = SSL_CTX_new(TLS_client_method());
	X509_STORE *store = SSL_CTX_get_cert_store(tls);

	SSL_CTX_set_min_proto_version(tls, TLS1_2_VERSION);
	/* We judge ourselves, to say what Go would say. */
	SSL_CTX_set_verify(tls, SSL_VERIFY_NONE, NULL);
	for (size_t i = 0; i < cas->count; i++) {
		BIO *bio = BIO_new_mem_buf(cas->items[i], -1);
		X509 *cert;

		while ((cert = PEM_read_bio_X509(bio, NULL, NULL, NULL))) {
			X509_STORE_add_cert(store, cert);
			X509_free(cert);
		}
		BIO_free(bio);
	}
	ERR_clear_error();
	return tls;
}

static void add_names(X509 *cert, struct buf *out)
{
	GENERAL_NAMES *names =
		X509_get_ext_d2i(cert, NID_subject_alt_name, NULL, NULL);
	int n = names ? sk_GENERAL_NAME_num(names) : 0;
	size_t start = out->len;

	for (int i = 0; i < n; i++) {
		GENERAL_NAME *name = sk_GENERAL_NAME_value(names, i);

		if (name->type != GEN_DNS)
			continue;
		buf_addf(out, "%s%.*s", out->len > start ? ", " : "",
			 ASN1_STRING_length(name->d.dNSName),
			 (const char *)ASN1_STRING_get0_data(name->d.dNSName));
	}
	GENERAL_NAMES_free(names);
}

/* What Go says of the server's certificate; false and failed if not good. */
static bool certificate_good(struct dial *d)
{
	static const char head[] = "tls: failed to verify certificate: x509: ";
	X509 *cert = SSL_get1_peer_certificate(d->ssl);
	long verdict = SSL_get_verify_result(d->ssl);
	struct buf why = BUF_INIT(16 * 1024);

	buf_adds(&why, head);
	if (!cert || X509_check_host(cert, d->server_name, 0, 0, NULL) != 1) {
		buf_adds(&why, "certificate is valid for ");
		if (cert)
			add_names(cert, &why);
		buf_addf(&why, ", not %s", d->server_name);
	} else if (verdict == X509_V_ERR_CERT_HAS_EXPIRED) {
		buf_adds(&why, "certificate has expired or is not yet valid");
	} else if (verdict != X509_V_OK) {
		buf_adds(&why, "certificate signed by unknown authority");
	} else {
		why.len = 0;
	}
	X509_free(cert);
	if (why.len)
		fail_handshake(d, why.data);
	verdict = (long)why.len;
	buf_release(&why);
	return !verdict;
}

static void watch_for(struct dial *d, short events)
{
	loop_watch(d->dialer->loop, d->fd, events, on_event, d);
}

static void ask(struct dial *d)
{
	int len = (int)strlen(d->question);

	if (d->ssl)
		SSL_write(d->ssl, d->question, len);
	else
		send(d->fd, d->question, (size_t)len, MSG_NOSIGNAL);
	d->phase = ASKING;
	d->answer_len = 0;
	watch_for(d, POLLIN);
}

static void shake(struct dial *d)
{
	int rc = SSL_connect(d->ssl);
	int why = SSL_get_error(d->ssl, rc);

	if (rc == 1) {
		if (certificate_good(d))
			ask(d);
	} else if (why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE) {
		watch_for(d, why == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT);
	} else if (why == SSL_ERROR_SSL &&
		   ERR_GET_REASON(ERR_peek_error()) !=
			   SSL_R_UNEXPECTED_EOF_WHILE_READING) {
		fail_handshake(
			d,
			"tls: first record does not look like a TLS handshake");
	} else {
		fail_handshake(d, "EOF");
	}
}

static void begin_shaking(struct dial *d)
{
	int code = 0;
	socklen_t len = sizeof(code);

	getsockopt(d->fd, SOL_SOCKET, SO_ERROR, &code, &len);
	if (code) {
		fail_errno(d, code);
		return;
	}
	if (!d->tls) {
		ask(d);
		return;
	}
	d->ssl = SSL_new(d->tls);
	SSL_set_fd(d->ssl, d->fd);
	SSL_set_tlsext_host_name(d->ssl, d->server_name);
	SSL_set_alpn_protos(d->ssl, (const unsigned char *)"\x02h2", 3);
	d->phase = SHAKING;
	shake(d);
}

/* The whole line has come. */
static void judge(struct dial *d)
{
	char *line = strstr(d->answer, GRPC_MARK);

	if (line)
		line[strcspn(line, "\n")] = '\0';
	if (!line)
		fail_connection(d, "error reading server preface: EOF", "");
	else if (!strncmp(line, GRPC_OK, strlen(GRPC_OK)))
		finish(d, 200, line + strlen(GRPC_OK));
	else if (!strcmp(line, GRPC_DENIED))
		finish(d, 403,
		       "a new peering token must be generated: invalid peering establishment secret");
	else
		fail_try(
			d, 500, "Internal",
			"failed to read peering secret: failed peering secret lookup: index error: UUID must be 36 characters");
}

static void hear(struct dial *d)
{
	size_t room = sizeof(d->answer) - 1 - d->answer_len;
	char *to = d->answer + d->answer_len;
	long n = d->ssl ? SSL_read(d->ssl, to, (int)room)
			: recv(d->fd, to, room, 0);

	if (n < 0 &&
	    (d->ssl ? SSL_get_error(d->ssl, (int)n) == SSL_ERROR_WANT_READ
		    : errno == EAGAIN))
		return;
	if (n > 0)
		d->answer_len += (size_t)n;
	d->answer[d->answer_len] = '\0';
	/* The plain port greets with HTTP/2 first: bytes that hold NULs. */
	for (size_t i = 0; i < d->answer_len; i++)
		if (!d->answer[i])
			d->answer[i] = ' ';
	if (n <= 0 || (d->answer_len && d->answer[d->answer_len - 1] == '\n' &&
		       strstr(d->answer, GRPC_MARK)))
		judge(d);
}

static void on_event(void *ctx, int fd, short events)
{
	struct dial *d = ctx;

	(void)fd, (void)events;
	ERR_clear_error();
	if (d->phase == CONNECTING)
		begin_shaking(d);
	else if (d->phase == SHAKING)
		shake(d);
	else if (d->phase == ASKING)
		hear(d);
}

struct dial *dial_start(struct dialer *dialer, const struct dial_target *target,
			dial_fn done, void *ctx)
{
	struct dial *d = mem_new(1, sizeof(*d));
	struct buf question = BUF_INIT(1024);

	*d = (struct dial){
		.dialer = dialer,
		.done = done,
		.ctx = ctx,
		.fd = -1,
		.errors = BUF_INIT(REPORT_MAX),
		.link = dialer->dials,
		.server_name = mem_dup(target->server_name),
		.due = world_ms(dialer->world),
		.window_end = world_ms(dialer->world) + WINDOW_MS,
	};
	strlist_copy(&d->addrs, target->addrs);
	strlist_copy(&d->cas, target->cas);
	buf_addf(&question, GRPC_EXCHANGE " %.200s %.200s\n", target->peer_id,
		 *target->secret ? target->secret : "-");
	d->question = buf_take(&question);
	if (d->cas.count)
		d->tls = make_tls(&d->cas);
	dialer->dials = d;
	return d;
}

void dial_cancel(struct dial *dial)
{
	free_dial(dial);
}

static void time_is_up(struct dial *d)
{
	if (d->phase == CONNECTING) {
		struct buf why = BUF_INIT(1024);

		buf_addf(&why, " %s: i/o timeout", address(d));
		fail_dialing(d, why.data);
		buf_release(&why);
	} else if (d->phase == SHAKING) {
		fail_handshake(d, "context deadline exceeded");
	} else if (d->phase == ASKING) {
		fail_connection(d, "error reading server preface: ",
				"context deadline exceeded");
	}
}

static void turn(struct dial *d, int64_t now)
{
	if (d->due > now)
		return;
	if (d->phase != PAUSING) {
		time_is_up(d);
		return;
	}
	if (d->tries && now >= d->window_end)
		give_up(d);
	else
		begin_try(d);
}

void dial_turn(struct dialer *dialer)
{
	int64_t now = world_ms(dialer->world);
	struct dial *next;

	for (struct dial *d = dialer->dials; d; d = next) {
		next = d->link;
		turn(d, now);
	}
}

int64_t dial_wait(const struct dialer *dialer)
{
	int64_t now = world_ms(dialer->world), wait = -1;

	for (const struct dial *d = dialer->dials; d; d = d->link) {
		int64_t left = d->due > now ? d->due - now : 0;

		if (wait < 0 || left < wait)
			wait = left;
	}
	return wait;
}

struct dialer *dial_new(struct loop *loop, struct world *world)
{
	struct dialer *dialer = mem_new(1, sizeof(*dialer));

	dialer->loop = loop;
	dialer->world = world;
	return dialer;
}

void dial_free(struct dialer *dialer)
{
	if (!dialer)
		return;
	for (struct dial *d = dialer->dials, *next; d; d = next) {
		next = d->link;
		free_dial(d);
	}
	free(dialer);
}
