#!/bin/sh
# run.sh BUILD TEST...: run the test programs, two at a time; what they print
# is shown for those that fail. The last line counts the cases of all.
set -u
B=$1
shift
logs=$B/tests/logs
rm -rf "$logs"
mkdir -p "$logs"
export PEERDECK_BUILD="$B" CMOCKA_MESSAGE_OUTPUT=tap
export LSAN_OPTIONS="suppressions=tests/lint/lsan.supp:print_suppressions=0"
export ASAN_OPTIONS="${ASAN_OPTIONS:-detect_leaks=1}"

printf '%s\n' "$@" | xargs -P "${JOBS:-2}" -I{} sh -c '
	log=$1/$(echo "$2" | tr / _).log
	"$2" >"$log" 2>&1 </dev/null
	echo "exit $?" >>"$log"' sh "$logs" {}

passed=0 failed=0 skipped=0
for test; do
	log=$logs/$(echo "$test" | tr / _).log
	skip=$(grep -c '^ok .*# SKIP' "$log")
	ok=$(($(grep -c '^ok' "$log") - skip))
	bad=$(grep -c '^not ok' "$log")
	rc=$(sed -n '$s/^exit //p' "$log")
	[ "$rc" != 0 ] && [ "$bad" = 0 ] && bad=1
	[ "$bad" != 0 ] && { echo "--- $test"; cat "$log"; }
	passed=$((passed + ok)) failed=$((failed + bad)) skipped=$((skipped + skip))
done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
