/*
 * The config file: any text is a config or has an error with a reason; what it
 * sets has a line.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/attrs.h"
#include "base/err.h"
#include "net/config_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_(config_file_release) struct config_file file = { 0 };
	struct err err = ERR_INIT;
	bool ok = config_file_parse("fuzz", (const char *)data, size, &file,
				    &err);

	if (ok != (err.kind == ERR_NONE) || (!ok && (!*err.msg || file.count)))
		abort();
	if (ok && !file.theme != !config_file_line(&file, "theme"))
		abort();
	for (size_t i = 0; i < file.count; i++)
		if (!file.contexts[i].address || !*file.contexts[i].name)
			abort();
	return 0;
}
