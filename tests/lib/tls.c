#include "tests/lib/tls.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"

#define DAY_S	  86400L
#define REPLY	  "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]"
#define SILENCE_S 10 /* of a client */

struct tls {
	EVP_PKEY *ca_key;
	X509 *ca;
	SSL_CTX *ctx;
	char *ca_pem;
	char base[48];
	int listener;
	int stop[2]; /* a pipe: its end is closed to stop the thread */
	pthread_t thread;
	pthread_mutex_t lock; /* over what follows */
	char name[128], head[4096];
};

static void check(bool ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "tests/lib/tls: %s\n", what);
	abort();
}

static void extend(X509 *cert, X509 *issuer, int nid, const char *value)
{
	X509V3_CTX ctx;
	X509_EXTENSION *extension;

	X509V3_set_ctx(&ctx, issuer, cert, NULL, NULL, 0);
	extension = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
	check(extension && X509_add_ext(cert, extension, -1), value);
	X509_EXTENSION_free(extension);
}

/* A certificate for `key`, of itself when there is no `ca`. */
static X509 *certify(const struct tls *t, EVP_PKEY *key, const char *cn,
		     const char *names, bool expired)
{
	static long serial;
	X509 *cert = X509_new();
	X509 *issuer = t->ca ? t->ca : cert;
	X509_NAME *name = X509_get_subject_name(cert);

	X509_set_version(cert, 2);
	ASN1_INTEGER_set(X509_get_serialNumber(cert), ++serial);
	X509_gmtime_adj(X509_getm_notBefore(cert), -2 * DAY_S);
	X509_gmtime_adj(X509_getm_notAfter(cert), expired ? -DAY_S : DAY_S);
	X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const void *)cn,
				   -1, -1, 0);
	X509_set_issuer_name(cert, X509_get_subject_name(issuer));
	X509_set_pubkey(cert, key);
	extend(cert, issuer, NID_basic_constraints,
	       t->ca ? "CA:FALSE" : "critical,CA:TRUE");
	if (names)
		extend(cert, issuer, NID_subject_alt_name, names);
	check(X509_sign(cert, t->ca ? t->ca_key : key, EVP_sha256()), "sign");
	return cert;
}

static char *pem_of(X509 *cert)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *data, *pem;
	long len;

	PEM_write_bio_X509(bio, cert);
	len = BIO_get_mem_data(bio, &data);
	pem = mem_dup_n(data, (size_t)len);
	BIO_free(bio);
	return pem;
}

static void make_context(struct tls *t, const struct tls_options *o)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *cert = certify(t, key, "server", o->names, o->expired);

	t->ctx = SSL_CTX_new(TLS_server_method());
	check(SSL_CTX_use_certificate(t->ctx, cert) == 1 &&
		      SSL_CTX_use_PrivateKey(t->ctx, key) == 1,
	      "server certificate");
	if (o->ask_client) {
		X509_STORE_add_cert(SSL_CTX_get_cert_store(t->ctx), t->ca);
		SSL_CTX_set_verify(t->ctx,
				   SSL_VERIFY_PEER |
					   SSL_VERIFY_FAIL_IF_NO_PEER_CERT,
				   NULL);
	}
	X509_free(cert);
	EVP_PKEY_free(key);
}

static void serve(struct tls *t, SSL *ssl)
{
	char head[sizeof(t->head)] = "";
	const char *name;
	int n;

	if (SSL_accept(ssl) != 1)
		return;
	n = SSL_read(ssl, head, sizeof(head) - 1);
	if (n <= 0)
		return;
	name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
	pthread_mutex_lock(&t->lock);
	snprintf(t->name, sizeof(t->name), "%s", name ? name : "");
	memcpy(t->head, head, sizeof(head));
	pthread_mutex_unlock(&t->lock);
	SSL_write(ssl, REPLY, sizeof(REPLY) - 1);
	SSL_shutdown(ssl);
}

/* An alert that was sent is lost when the socket is closed on bytes that were
 * not read, so read to the end first. */
static void hang_up(int fd)
{
	char bytes[1024];

	shutdown(fd, SHUT_WR);
	while (read(fd, bytes, sizeof(bytes)) > 0)
		;
	close(fd);
}

static void *run(void *ctx)
{
	struct tls *t = ctx;
	struct timeval silence = { .tv_sec = SILENCE_S };
	struct pollfd fds[2] = {
		{ .fd = t->listener, .events = POLLIN },
		{ .fd = t->stop[0], .events = POLLIN },
	};

	while (poll(fds, 2, -1) >= 0 && !fds[1].revents) {
		int fd = accept(t->listener, NULL, NULL);
		SSL *ssl = SSL_new(t->ctx);

		setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &silence,
			   sizeof(silence));
		SSL_set_fd(ssl, fd);
		serve(t, ssl);
		SSL_free(ssl);
		hang_up(fd);
	}
	return NULL;
}

static void start(struct tls *t)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
				  .sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t len = sizeof(at);

	signal(SIGPIPE, SIG_IGN); /* OpenSSL writes to sockets plainly */
	t->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	check(!bind(t->listener, (struct sockaddr *)&at, len) &&
		      !listen(t->listener, 16) &&
		      !getsockname(t->listener, (struct sockaddr *)&at, &len),
	      "listen");
	snprintf(t->base, sizeof(t->base), "https://127.0.0.1:%d",
		 ntohs(at.sin_port));
	check(!pipe(t->stop), "pipe");
	pthread_mutex_init(&t->lock, NULL);
	check(!pthread_create(&t->thread, NULL, run, t), "thread");
}

struct tls *tls_new(const struct tls_options *o)
{
	struct tls *t = mem_new(1, sizeof(*t));

	t->ca_key = EVP_EC_gen("P-256");
	t->ca = certify(t, t->ca_key, "ca", NULL, false);
	t->ca_pem = pem_of(t->ca);
	make_context(t, o);
	start(t);
	return t;
}

void tls_freep(struct tls **tls)
{
	struct tls *t = *tls;

	if (!t)
		return;
	close(t->stop[1]);
	pthread_join(t->thread, NULL);
	close(t->stop[0]);
	close(t->listener);
	pthread_mutex_destroy(&t->lock);
	SSL_CTX_free(t->ctx);
	X509_free(t->ca);
	EVP_PKEY_free(t->ca_key);
	free(t->ca_pem);
	free(t);
	*tls = NULL;
}

const char *tls_base(const struct tls *t)
{
	return t->base;
}

const char *tls_ca(const struct tls *t)
{
	return t->ca_pem;
}

void tls_write_client(const struct tls *t, const char *path)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *cert = certify(t, key, "client", NULL, false);
	FILE *f = fopen(path, "w");

	check(f && PEM_write_X509(f, cert) &&
		      PEM_write_PrivateKey(f, key, NULL, NULL, 0, NULL, NULL),
	      path);
	fclose(f);
	X509_free(cert);
	EVP_PKEY_free(key);
}

static char *copy(struct tls *t, const char *text)
{
	char *s;

	pthread_mutex_lock(&t->lock);
	s = mem_dup(text);
	pthread_mutex_unlock(&t->lock);
	return s;
}

char *tls_name(struct tls *t)
{
	return copy(t, t->name);
}

char *tls_head(struct tls *t)
{
	return copy(t, t->head);
}
