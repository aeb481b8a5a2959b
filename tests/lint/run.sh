#!/bin/sh
# run.sh BUILD FLAG...: every check of this folder. A check prints a line for
# each finding, `file:line: what`; any line fails. The flags are the compiler's.
set -u
B=$1
shift
FILES=$(git ls-files -co --exclude-standard '*.c' '*.h')
export B FILES

status=0
for check in format layers banned headers symbols; do
	found=$(tests/lint/$check.sh "$@" 2>&1) || status=1
	[ -z "$found" ] && continue
	echo "$found"
	status=1
done
case ${MAKEFLAGS-} in *jobserver*) jobs= ;; *) jobs=-j2 ;; esac
${MAKE:-make} -s -k $jobs tidy || status=1
tests/lint/sizes.sh
exit $status
