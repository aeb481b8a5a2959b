#include "net/certificate.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/rfc3339.h"
#include "net/jsonx.h"

#define NAME_MAX_LEN 65536
#define SERIAL_MAX   256 /* bytes shown; RFC 5280 allows 20 bytes, in hex */
#define DAY_S	     86400

static void bio_freep(BIO **bio)
{
	BIO_free_all(*bio);
}

static void x509_freep(X509 **cert)
{
	X509_free(*cert);
}

/* The common name, else the whole subject. */
static char *subject_of(const X509 *cert)
{
	_cleanup_(buf_release) struct buf name = BUF_INIT(NAME_MAX_LEN);
	_cleanup_(bio_freep) BIO *bio = BIO_new(BIO_s_mem());
	const X509_NAME *subject = X509_get_subject_name(cert);
	int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
	char *text = NULL;
	long len;

	if (!bio)
		return mem_dup("");
	if (at >= 0)
		ASN1_STRING_print_ex(bio,
				     X509_NAME_ENTRY_get_data(
					     X509_NAME_get_entry(subject, at)),
				     ASN1_STRFLGS_UTF8_CONVERT);
	else
		X509_NAME_print_ex(bio, subject, 0,
				   XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
	len = BIO_get_mem_data(bio, &text);
	jsonx_repair(&name, (struct jsonx_text){ len > 0 ? text : "",
						 len > 0 ? (size_t)len : 0 });
	return buf_take(&name);
}

static char *serial_of(const X509 *cert)
{
	_cleanup_(buf_release) struct buf out = BUF_INIT(SERIAL_MAX);
	const ASN1_INTEGER *serial = X509_get0_serialNumber(cert);
	const unsigned char *bytes = ASN1_STRING_get0_data(serial);
	int len = ASN1_STRING_length(serial);

	if (ASN1_STRING_type(serial) == V_ASN1_NEG_INTEGER)
		buf_addc(&out, '-');
	for (int i = 0; i < len; i++)
		buf_addf(&out, "%s%02x", i ? ":" : "", bytes[i]);
	return buf_take(&out);
}

bool certificate_read(const char *pem, struct certificate *ret)
{
	_cleanup_(bio_freep) BIO *bio = BIO_new_mem_buf(pem, -1);
	_cleanup_(x509_freep) X509 *cert =
		bio ? PEM_read_bio_X509(bio, NULL, NULL, NULL) : NULL;
	struct tm end;

	ERR_clear_error();
	if (!cert || !ASN1_TIME_to_tm(X509_get0_notAfter(cert), &end))
		return false;
	ret->subject = subject_of(cert);
	ret->serial = serial_of(cert);
	ret->not_after =
		rfc3339_days(end.tm_year + 1900, end.tm_mon + 1, end.tm_mday) *
			DAY_S +
		end.tm_hour * 3600 + end.tm_min * 60 + end.tm_sec;
	return true;
}

void certificate_release(struct certificate *cert)
{
	free(cert->subject);
	free(cert->serial);
	*cert = (struct certificate){ 0 };
}

int64_t certificate_days(const struct certificate *cert, int64_t now)
{
	int64_t left = cert->not_after - now;

	return left < 0 ? -1 - (-left - 1) / DAY_S : left / DAY_S;
}
