#include "net/client_tls.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"

#define FILE_MAX  (4 * 1024 * 1024)
#define DEPTH_MAX 8 /* of directories below -ca-path */

static bool add_certificates(const char *path, struct buf *pem, struct err *err)
{
	_cleanup_(buf_release) struct buf text = BUF_INIT(FILE_MAX);

	if (!file_read(path, &text, err))
		return false;
	if (!strstr(text.data, "-----BEGIN CERTIFICATE-----"))
		return err_set(err, ERR_USAGE, "Couldn't parse PEM in: %s",
			       path);
	if (!buf_adds(pem, text.data) || !buf_addc(pem, '\n'))
		return err_set(err, ERR_USAGE, "too many certificates");
	return true;
}

bool client_tls_ca_file(const char *path, struct buf *pem, struct err *err)
{
	return add_certificates(path, pem, err) ||
	       err_wrap(err, "Error loading CA File");
}

static bool not_hidden(const char *name)
{
	return strcmp(name, ".") != 0 && strcmp(name, "..") != 0;
}

static bool walk(const char *path, int depth, struct buf *pem, struct err *err)
{
	struct dirent **entries = NULL;
	struct stat st;
	bool ok = true;
	int count;

	if (stat(path, &st) == 0 && !S_ISDIR(st.st_mode))
		return add_certificates(path, pem, err);
	count = depth < DEPTH_MAX ? scandir(path, &entries, NULL, alphasort)
				  : -1;
	if (count < 0)
		return err_set(err, ERR_SYSTEM,
			       "lstat %s: no such file or directory", path);
	for (int i = 0; i < count; i++) {
		_cleanup_(buf_release) struct buf below = BUF_INIT(4096);

		if (ok && not_hidden(entries[i]->d_name))
			ok = buf_addf(&below, "%s/%s", path,
				      entries[i]->d_name) &&
			     walk(below.data, depth + 1, pem, err);
		free(entries[i]);
	}
	free(entries);
	return ok;
}

/* libcurl's own CAPATH wants hashed names, and Go reads every file. */
bool client_tls_ca_path(const char *path, struct buf *pem, struct err *err)
{
	return walk(path, 0, pem, err) ||
	       err_wrap(err, "Error loading CA Path");
}

static bool check_pem(const char *path, const char *what, struct err *err)
{
	_cleanup_(buf_release) struct buf text = BUF_SECRET(FILE_MAX);

	if (!file_read(path, &text, err))
		return false;
	if (!strstr(text.data, "-----BEGIN "))
		return err_set(err, ERR_USAGE,
			       "tls: failed to find any PEM data in %s input",
			       what);
	return true;
}

bool client_tls_pair(const char *cert, const char *key, struct err *err)
{
	bool has_cert = cert && *cert, has_key = key && *key;

	if (has_cert != has_key)
		return err_set(
			err, ERR_USAGE,
			"both client cert and client key must be provided");
	return !has_cert || (check_pem(cert, "certificate", err) &&
			     check_pem(key, "key", err));
}
