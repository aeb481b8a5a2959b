#!/bin/sh
# run.sh FUZZER...: fuzz each for FUZZ_SECONDS, from tests/fuzz/corpus/NAME.
# What is found grows a corpus beside the program; an input that crashes is
# kept, named, and makes the status 1. `PROGRAM FILE` repeats it.
set -u
export LC_ALL=C.UTF-8
export LSAN_OPTIONS="suppressions=$PWD/tests/lsan.supp:print_suppressions=0"
status=0
for fuzzer; do
	name=${fuzzer##*/fuzzer_}
	found=${fuzzer%/*}/fuzz/$name
	mkdir -p "$found"
	"$fuzzer" -max_total_time="${FUZZ_SECONDS:-60}" -timeout=10 \
		-print_final_stats=1 -artifact_prefix="$found-" \
		"$found" "tests/fuzz/corpus/$name" >"$found.log" 2>&1 ||
		status=1
	runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$found.log")
	for crash in "$found"-*; do
		[ -e "$crash" ] || continue
		grep -m 1 -E 'ERROR|SUMMARY|runtime error' "$found.log"
		echo "$name: kept $crash"
		status=1
	done
	echo "$name: ${runs:-?} runs, $(ls "$found" | wc -l) inputs, see $found.log"
done
exit $status
