/* The files that TLS needs, read and checked as Consul 1.21 does. */
#ifndef NET_CLIENT_TLS_H
#define NET_CLIENT_TLS_H

#include <stdbool.h>

struct buf;
struct err;

/* Append the certificates of a file, or of every file below a directory. */
bool client_tls_ca_file(const char *path, struct buf *pem, struct err *err);
bool client_tls_ca_path(const char *path, struct buf *pem, struct err *err);

/* Both or none of them, and both readable PEM. NULL or "" = not given. */
bool client_tls_pair(const char *cert, const char *key, struct err *err);

#endif
