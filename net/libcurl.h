/*
 * libcurl's functions, loaded at the first request: with the thirty libraries
 * that it needs, loading takes longer than all else before the first frame,
 * and calls that ask for nothing should not wait for it. Only http*.c include
 * this.
 */
#ifndef NET_LIBCURL_H
#define NET_LIBCURL_H

#include <stdbool.h>

#include <curl/curl.h>

struct err;

#define LIBCURL_SONAME "libcurl.so.4"

/* The functions that are used, without curl_ before their names. */
#define LIBCURL_FUNCTIONS(X)                                                   \
	X(global_init)                                                         \
	X(version_info)                                                        \
	X(easy_init)                                                           \
	X(easy_cleanup)                                                        \
	X(easy_setopt)                                                         \
	X(easy_getinfo)                                                        \
	X(easy_pause)                                                          \
	X(easy_strerror)                                                       \
	X(multi_init)                                                          \
	X(multi_cleanup)                                                       \
	X(multi_setopt)                                                        \
	X(multi_add_handle)                                                    \
	X(multi_remove_handle)                                                 \
	X(multi_socket_action)                                                 \
	X(multi_info_read)                                                     \
	X(slist_append)                                                        \
	X(slist_free_all)

/* libcurl.easy_init() is curl_easy_init(), once libcurl_start was true. */
extern struct libcurl {
#define LIBCURL_MEMBER(name) __typeof__(curl_##name) *name;
	LIBCURL_FUNCTIONS(LIBCURL_MEMBER)
#undef LIBCURL_MEMBER
} libcurl;

/*
 * Load it, once a process. ERR_SYSTEM says why that failed and what to
 * install; the next call tries again.
 */
bool libcurl_start(const char *soname, struct err *err);

#endif
