/* Picks the command line or the console; the only file that knows both. */
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "cli/cli.h"
#include "tui/tui.h"

#define LARGE_BLOCK (1024 * 1024) /* bytes */

/*
 * A program that is started without standard input, output or error would
 * give their numbers to its sockets, and print a token into one of them.
 */
static void keep_standard_descriptors(void)
{
	for (int fd = 0; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			open("/dev/null", O_RDONLY); /* writing still fails */
}

/* Tokens must not end up in a core file, nor be read by a debugger. */
static void forbid_core_files(void)
{
	const struct rlimit none = { 0, 0 };

	setrlimit(RLIMIT_CORE, &none);
	/* Under sanitizers the leak checker must trace its own process. */
#if defined(__linux__) && !defined(SANITIZED)
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}

/*
 * Have what the libraries free overwritten (blocks over 1,032 bytes). Large
 * blocks go back to the kernel at once, always: by itself glibc begins to keep
 * them after the first was freed, and then a list of 100,000 peerings is
 * copied when it grows and overwritten when it goes, for 100 ms.
 */
static void wipe_freed_memory(void)
{
#ifdef __GLIBC__
	mallopt(M_PERTURB, 0x5a);
	mallopt(M_MMAP_THRESHOLD, LARGE_BLOCK);
#endif
}

int main(int argc, char **argv)
{
	keep_standard_descriptors();
	forbid_core_files();
	wipe_freed_memory();
	setlocale(LC_CTYPE, "");
	signal(SIGPIPE, SIG_IGN);
	argc--, argv++;
	return cli_wants(argc, argv) ? cli_main(argc, argv)
				     : tui_main(argc, argv);
}
