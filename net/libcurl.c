#include "net/libcurl.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

#include "base/attrs.h"
#include "base/err.h"

#define OLDEST	    0x075700 /* CURLOPT_QUICK_EXIT */
#define OLDEST_TEXT "7.87"
#define INSTALL	    "install libcurl " OLDEST_TEXT " or newer (Debian: libcurl4)"

/* File scope because a library is loaded once for the whole process. */
struct libcurl libcurl;

static const struct {
	const char *name;
	size_t at; /* in struct libcurl */
} functions[] = {
#define FUNCTION(name) { "curl_" #name, offsetof(struct libcurl, name) },
	LIBCURL_FUNCTIONS(FUNCTION)
#undef FUNCTION
};

static bool find(void *library, const char *soname, struct libcurl *ret,
		 struct err *err)
{
	for (size_t i = 0; i < ARRAY_LEN(functions); i++) {
		void *function = dlsym(library, functions[i].name);

		if (!function)
			return err_set(err, ERR_SYSTEM, "%s has no %s: %s",
				       soname, functions[i].name, INSTALL);
		memcpy((char *)ret + functions[i].at, &function,
		       sizeof(function));
	}
	return true;
}

static bool init(const struct libcurl *lib, const char *soname, struct err *err)
{
	const curl_version_info_data *info = lib->version_info(CURLVERSION_NOW);

	if (info->version_num < OLDEST)
		return err_set(err, ERR_SYSTEM, "%s is %s: %s", soname,
			       info->version, INSTALL);
	if (lib->global_init(CURL_GLOBAL_ALL) != CURLE_OK)
		return err_set(err, ERR_SYSTEM, "libcurl does not start");
	return true;
}

/* What is loaded stays until the end: OpenSSL runs code of its own then. */
bool libcurl_start(const char *soname, struct err *err)
{
	struct libcurl found = { 0 };
	void *library;

	if (libcurl.easy_init)
		return true;
	library = dlopen(soname, RTLD_NOW | RTLD_LOCAL);
	if (!library)
		return err_set(err, ERR_SYSTEM, "%s: %s", dlerror(), INSTALL);
	if (!find(library, soname, &found, err) || !init(&found, soname, err)) {
		dlclose(library);
		return false;
	}
	libcurl = found;
	return true;
}
