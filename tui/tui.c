#include "tui/tui.h"

#include <stdio.h>

int tui_main(int argc, char **argv)
{
	(void)argc, (void)argv;
	fputs("peerdeck: the console is not built yet\n", stderr);
	return 1;
}
