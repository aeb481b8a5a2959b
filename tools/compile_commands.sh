#!/bin/sh
# compile_commands.sh FLAG...: print the compilation database of all sources.
set -eu
escape() { printf '%s' "$1" | sed 's/[\\"]/\\&/g'; }
flags='"cc"'
for flag; do
	flags="$flags, \"$(escape "$flag")\""
done
separator='['
for file in $(find . -path ./build -prune -o -name '*.c' -print | sort); do
	printf '%s\n{ "directory": "%s", "file": "%s",\n  "arguments": [%s, "%s"] }' \
		"$separator" "$(escape "$PWD")" "${file#./}" "$flags" "${file#./}"
	separator=,
done
printf '\n]\n'
