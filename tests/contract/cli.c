/* Every command-line run recorded from Consul, against this program. */
#include <stddef.h>

#include "tests/lib/cases.h"

int main(void)
{
	const char *const nested[] = { cases_build("peerdeck"), "peering",
				       NULL };

	return cases_run("tests/contract/cli.json", nested);
}
