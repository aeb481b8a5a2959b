#!/bin/sh
# Exported symbols begin with a noun of their file: its name (net/token.c:
# token_*), the first word of it (peering_api.c: peering_*) or what is behind
# that (screen_peers.c: peers_*), or a struct of its header (rfc3339.h:
# timestamp_*). And no linked library has them too: whoever defines readline's
# xmalloc replaces it without a word.
{
	ldd "$B/peerdeck" "$B/peerdeck-sandbox" |
		sed -n 's/.*=> \(\/[^ ]*\).*/\1/p' | sort -u |
		xargs nm -D --defined-only 2>/dev/null |
		awk 'NF == 3 { sub(/@.*/, "", $3); print "theirs", $3 }'
	grep -E '^struct [a-z0-9_]+ \{$' $FILES |
		sed -n 's/^\(.*\)\.h:struct \(.*\) {$/noun \1.c \2/p'
	for archive in "$B"/lib*.a; do
		layer=$(basename "$archive" .a)
		nm -A -g --defined-only "$archive" 2>/dev/null |
			sed -n "s|^[^:]*:\(.*\)\.o:.* |ours ${layer#lib}/\1.c |p"
	done
} | awk '
function begins(symbol, noun) {
	return symbol == noun || index(symbol, noun "_") == 1
}
function fits(file, symbol,    name, first, rest, count, noun, i) {
	name = file
	gsub(/^.*\/|\.c$/, "", name)
	count = split(nouns[file] " " name, noun, " ")
	for (i = 1; i <= count; i++)
		if (begins(symbol, noun[i]))
			return 1
	first = rest = name
	sub(/_.*/, "", first)
	sub(/^[^_]*_/, "", rest)
	return begins(symbol, first) || begins(symbol, rest)
}
$1 == "theirs" { theirs[$2] = 1 }
$1 == "noun" { nouns[$2] = nouns[$2] " " $3 }
$1 == "ours" && $3 in theirs { print $2, $3, "is a library'\''s too" }
$1 == "ours" && $3 !~ /^__odr_asan/ && !fits($2, $3) {
	print $2, $3, "begins with no noun of its file"
}' | while read -r file symbol what; do
	line=$(grep -nm 1 -w -e "$symbol" "$file" | cut -d: -f1)
	echo "$file:$line: $symbol $what"
done
