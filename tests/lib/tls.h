/* A CA made for one test, and an HTTPS server with a certificate of it that
 * answers "[]" to every request, in a thread of its own. */
#ifndef TESTS_LIB_TLS_H
#define TESTS_LIB_TLS_H

#include <stdbool.h>

struct tls;

struct tls_options {
	const char *names; /* of the certificate: "DNS:a,IP:127.0.0.1" */
	bool expired;
	bool ask_client; /* for a certificate of the same CA */
};

/* Fails the process when it cannot be had. */
struct tls *tls_new(const struct tls_options *options);
void tls_freep(struct tls **tls);

const char *tls_base(const struct tls *tls); /* https://127.0.0.1:PORT */
const char *tls_ca(const struct tls *tls);   /* PEM */

/* Write a client's certificate and key, both into that file. */
void tls_write_client(const struct tls *tls, const char *path);

/* The name that the last client asked for (SNI), and its request's head;
 * "" if none. The caller frees. */
char *tls_name(struct tls *tls);
char *tls_head(struct tls *tls);

#endif
