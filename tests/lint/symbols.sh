#!/bin/sh
# Exported symbols begin with the noun of their file (net/token.c: token_*;
# of peering_api.c, peering is enough), and no linked library has them too:
# whoever defines readline's xmalloc replaces it without a word.
theirs=$B/lint-theirs
ldd "$B/peerdeck" "$B/peerdeck-sandbox" | sed -n 's/.*=> \(\/[^ ]*\).*/\1/p' |
	sort -u | xargs nm -D --defined-only 2>/dev/null |
	awk 'NF == 3 { sub(/@.*/, "", $3); print $3 }' | sort -u >"$theirs"

for archive in "$B"/lib*.a; do
	layer=$(basename "$archive" .a)
	nm -A -g --defined-only "$archive" 2>/dev/null |
		sed -n "s|^[^:]*:\([^:]*\)\.o:.* |${layer#lib}/\1.c |p"
done | while read -r file symbol; do
	noun=$(basename "$file" .c)
	what=
	case $symbol in
	"$noun" | "$noun"_* | "${noun%%_*}" | "${noun%%_*}"_*) ;;
	__odr_asan*) ;;
	*) what="$symbol does not begin with $noun" ;;
	esac
	grep -qx -e "$symbol" "$theirs" && what="$symbol is a library's too"
	[ -z "$what" ] ||
		echo "$file:$(grep -nm 1 -w -e "$symbol" "$file" | cut -d: -f1): $what"
done
rm -f "$theirs"
