#define _GNU_SOURCE
#include "sandbox/listener.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/err.h"

static int port_of(int fd)
{
	struct sockaddr_storage address;
	socklen_t len = sizeof(address);

	if (getsockname(fd, (struct sockaddr *)&address, &len))
		return 0;
	if (address.ss_family == AF_INET6)
		return ntohs(((struct sockaddr_in6 *)&address)->sin6_port);
	return ntohs(((struct sockaddr_in *)&address)->sin_port);
}

static int listen_on(const struct addrinfo *ai)
{
	int yes = 1;
	int fd = socket(ai->ai_family,
			ai->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	if (!bind(fd, ai->ai_addr, ai->ai_addrlen) && !listen(fd, SOMAXCONN))
		return fd;
	yes = errno;
	close(fd);
	errno = yes;
	return -1;
}

int listener_open(const char *host, int *port, struct err *err)
{
	const struct addrinfo hints = { .ai_flags = AI_NUMERICHOST | AI_PASSIVE,
					.ai_socktype = SOCK_STREAM };
	struct addrinfo *found = NULL;
	char service[16];
	int fd;

	snprintf(service, sizeof(service), "%d", *port);
	if (getaddrinfo(host, service, &hints, &found)) {
		err_set(err, ERR_USAGE, "%s is not an IP address", host);
		return -1;
	}
	fd = listen_on(found);
	freeaddrinfo(found);
	if (fd < 0)
		err_errno(err, errno, "cannot listen on %s:%d", host, *port);
	else
		*port = port_of(fd);
	return fd;
}
