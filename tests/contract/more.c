/* What this program has beyond Consul's, in the form of the recorded runs. */
#include <stddef.h>

#include "tests/lib/cases.h"

int main(void)
{
	const char *const words[] = { cases_build("peerdeck"), NULL };

	return cases_run("tests/contract/more.json", words);
}
