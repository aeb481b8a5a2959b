#include "sandbox/ca.h"

#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"

enum { LEAF_DAYS = 3, DAY = 24 * 60 * 60 }; /* Consul's leaves live 72 h */

void ca_uuid(char out[37])
{
	unsigned char b[16];

	if (RAND_bytes(b, sizeof(b)) != 1)
		memset(b, 0, sizeof(b));
	snprintf(out, 37,
		 "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-"
		 "%02x%02x%02x%02x%02x%02x",
		 b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9],
		 b[10], b[11], b[12], b[13], b[14], b[15]);
}

/* Eight characters of base 36, as in Consul's common names. */
static void compact_id(char out[9])
{
	static const char set[] = "0123456789abcdefghijklmnopqrstuvwxyz";
	unsigned char raw[8] = { 0 };

	RAND_bytes(raw, sizeof(raw));
	for (int i = 0; i < 8; i++)
		out[i] = set[raw[i] % 36];
	out[8] = '\0';
}

static bool extend(X509 *cert, X509 *issuer, EVP_PKEY *key, int nid,
		   const char *value)
{
	X509V3_CTX ctx;
	X509_EXTENSION *ext;
	bool ok;

	X509V3_set_ctx(&ctx, issuer, cert, NULL, NULL, 0);
	X509V3_set_issuer_pkey(&ctx, key);
	ext = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
	ok = ext && X509_add_ext(cert, ext, -1);
	X509_EXTENSION_free(ext);
	return ok;
}

static void set_name(X509 *cert, const char *cn)
{
	X509_NAME *name = X509_get_subject_name(cert);

	X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
				   (const unsigned char *)cn, -1, -1, 0);
}

static X509 *new_cert(EVP_PKEY *key, long serial, long days)
{
	X509 *cert = X509_new();

	if (!cert)
		return NULL;
	X509_set_version(cert, 2);
	ASN1_INTEGER_set(X509_get_serialNumber(cert), serial);
	X509_gmtime_adj(X509_getm_notBefore(cert), -60); /* Consul's slack */
	X509_time_adj_ex(X509_getm_notAfter(cert), (int)days, 0, NULL);
	X509_set_pubkey(cert, key);
	return cert;
}

static void hex(const unsigned char *bytes, unsigned int len, char *out)
{
	for (unsigned int i = 0; i < len; i++)
		snprintf(out + 3 * i, 4, "%02x%s", bytes[i],
			 i + 1 < len ? ":" : "");
}

/* Consul's key ID is the SHA-256 of the public key's DER form. */
static void hash_key(EVP_PKEY *key, char out[3 * EVP_MAX_MD_SIZE])
{
	unsigned char sum[EVP_MAX_MD_SIZE], *der = NULL;
	int len = i2d_PUBKEY(key, &der);
	unsigned int sum_len = 0;

	EVP_Digest(der, (size_t)len, sum, &sum_len, EVP_sha256(), NULL);
	OPENSSL_free(der);
	hex(sum, sum_len, out);
}

static X509 *make_root(const char *cn, const char *trust_domain, EVP_PKEY *key)
{
	X509 *cert = new_cert(key, 7, 365L * CA_YEARS);
	char san[128], id[3 * EVP_MAX_MD_SIZE];

	if (!cert)
		return NULL;
	hash_key(key, id);
	snprintf(san, sizeof(san), "URI:spiffe://%s", trust_domain);
	set_name(cert, cn);
	X509_set_issuer_name(cert, X509_get_subject_name(cert));
	if (extend(cert, cert, key, NID_key_usage,
		   "critical,digitalSignature,keyCertSign,cRLSign") &&
	    extend(cert, cert, key, NID_basic_constraints,
		   "critical,CA:TRUE") &&
	    extend(cert, cert, key, NID_subject_key_identifier, id) &&
	    extend(cert, cert, key, NID_authority_key_identifier,
		   "keyid:always") &&
	    extend(cert, cert, key, NID_subject_alt_name, san) &&
	    X509_sign(cert, key, EVP_sha256()))
		return cert;
	X509_free(cert);
	return NULL;
}

static X509 *make_leaf(X509 *root, EVP_PKEY *root_key, EVP_PKEY *key,
		       const char *trust_domain, const char *dc,
		       const char *server_name)
{
	X509 *cert = new_cert(key, 8, LEAF_DAYS);
	char san[384];

	if (!cert)
		return NULL;
	snprintf(san, sizeof(san),
		 "critical,DNS:%s,URI:spiffe://%s/agent/server/dc/%s",
		 server_name, trust_domain, dc);
	X509_set_issuer_name(cert, X509_get_subject_name(root));
	if (extend(cert, root, root_key, NID_key_usage,
		   "critical,digitalSignature,dataEncipherment,"
		   "keyAgreement") &&
	    extend(cert, root, root_key, NID_ext_key_usage,
		   "clientAuth,serverAuth") &&
	    extend(cert, root, root_key, NID_basic_constraints,
		   "critical,CA:FALSE") &&
	    extend(cert, root, root_key, NID_authority_key_identifier,
		   "keyid:always") &&
	    extend(cert, root, root_key, NID_subject_alt_name, san) &&
	    X509_sign(cert, root_key, EVP_sha256()))
		return cert;
	X509_free(cert);
	return NULL;
}

static char *to_pem(X509 *cert)
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

/* The root's ID in /v1/connect/ca/roots: the SHA-1 of the certificate. */
static char *root_id(X509 *cert)
{
	unsigned char sum[EVP_MAX_MD_SIZE];
	char text[3 * EVP_MAX_MD_SIZE];
	unsigned int len = 0;

	X509_digest(cert, EVP_sha1(), sum, &len);
	hex(sum, len, text);
	return mem_dup(text);
}

/* gRPC's clients hang up on a server that does not choose HTTP/2. */
static int choose_h2(SSL *ssl, const unsigned char **out, unsigned char *outlen,
		     const unsigned char *in, unsigned int inlen, void *ctx)
{
	static const unsigned char h2[] = "\x02h2";

	(void)ssl, (void)ctx;
	if (SSL_select_next_proto((unsigned char **)out, outlen, h2, 3, in,
				  inlen) != OPENSSL_NPN_NEGOTIATED)
		return SSL_TLSEXT_ERR_NOACK;
	return SSL_TLSEXT_ERR_OK;
}

static SSL_CTX *make_server(X509 *leaf, EVP_PKEY *key)
{
	SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());

	if (!ctx)
		return NULL;
	SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION);
	SSL_CTX_set_alpn_select_cb(ctx, choose_h2, NULL);
	if (SSL_CTX_use_certificate(ctx, leaf) == 1 &&
	    SSL_CTX_use_PrivateKey(ctx, key) == 1)
		return ctx;
	SSL_CTX_free(ctx);
	return NULL;
}

bool ca_init(struct ca *ca, const char *trust_domain, const char *dc,
	     const char *server_name, struct err *err)
{
	EVP_PKEY *root_key = EVP_EC_gen("P-256"), *leaf_key = NULL;
	X509 *root = NULL, *leaf = NULL;
	char id[9], cn[64], key_id[3 * EVP_MAX_MD_SIZE];

	compact_id(id);
	snprintf(cn, sizeof(cn), "pri-%s.consul.ca.%.8s.consul", id,
		 trust_domain);
	leaf_key = EVP_EC_gen("P-256");
	if (root_key && leaf_key)
		root = make_root(cn, trust_domain, root_key);
	if (root)
		leaf = make_leaf(root, root_key, leaf_key, trust_domain, dc,
				 server_name);
	if (leaf) {
		ca->server = make_server(leaf, leaf_key);
		ca->pem = to_pem(root);
		ca->id = root_id(root);
		hash_key(root_key, key_id);
		ca->key_id = mem_dup(key_id);
		ca->cn = mem_dup(cn);
	}
	X509_free(root);
	X509_free(leaf);
	EVP_PKEY_free(root_key);
	EVP_PKEY_free(leaf_key);
	return ca->server ||
	       err_set(err, ERR_SYSTEM, "no certificates for %s", server_name);
}

void ca_release(struct ca *ca)
{
	SSL_CTX_free(ca->server);
	free(ca->pem);
	free(ca->cn);
	free(ca->id);
	free(ca->key_id);
	*ca = (struct ca){ 0 };
}
