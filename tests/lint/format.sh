#!/bin/sh
# Formatting: where clang-format would change something.
clang-format-14 --dry-run $FILES 2>&1 |
	sed -n 's/^\([^:]*:[0-9]*\):.*warning:.*/\1: not as clang-format has it/p' |
	sort -u
