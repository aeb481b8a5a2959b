#!/bin/sh
# run.sh BUILD TEST...: run the test programs, some at a time, and show what
# those that failed have printed. They speak TAP; the last line counts cases.
set -u
B=$1
shift
logs=$B/tests/logs
rm -rf "$logs"
mkdir -p "$logs"
TMPDIR=$(mktemp -d)
trap 'rm -rf "$TMPDIR"' EXIT
trap 'exit 1' HUP INT TERM

# What a sanitizer finds in a program under test goes to a file, not to the
# screen that the test looks at.
found=log_path=$PWD/$logs/sanitizer
export TMPDIR PEERDECK_BUILD="$B" CMOCKA_MESSAGE_OUTPUT=tap
export ASAN_OPTIONS="detect_leaks=1:$found" UBSAN_OPTIONS="$found"
export LSAN_OPTIONS="suppressions=$PWD/tests/lsan.supp:print_suppressions=0"

printf '%s\n' "$@" | xargs -P "${JOBS:-$(nproc)}" -I{} sh -c '
	log=$1/$(echo "$2" | tr / _).log
	timeout "${TEST_SECONDS:-300}" "$2" >"$log" 2>&1 </dev/null
	echo "exit $?" >>"$log"' sh "$logs" {}

passed=0 failed=0 skipped=0
count() { grep -c "$@" "$log"; }
for test; do
	log=$logs/$(echo "$test" | tr / _).log
	skips=$(count '^\(not \)\?ok .*# SKIP') # cmocka 1.1.5 says "not ok"
	bad=$(($(count '^not ok') - $(count '^not ok .*# SKIP')))
	ok=$(($(count '^\(not \)\?ok') - bad - skips))
	[ "$bad" = 0 ] && [ "$(tail -n 1 "$log")" != "exit 0" ] && bad=1
	[ $((ok + bad + skips)) = 0 ] && bad=1 # said nothing at all
	[ "$bad" = 0 ] || { echo "--- $test"; cat "$log"; }
	passed=$((passed + ok)) failed=$((failed + bad)) skipped=$((skipped + skips))
done
for log in "$logs"/sanitizer.*; do
	[ -e "$log" ] || break
	echo "--- $log"
	cat "$log"
	failed=$((failed + 1))
done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
