#!/bin/sh
# Layers: who may include whom, and which files may know which library.
# A row of the first table: a layer, and the folders it may include from.
# A row of the second: headers, and the files that may include them (regex).
may_include='
base      base
net       base net
widgets   base widgets
tui       base net widgets tui
cli       base net cli
sandbox   base net sandbox
main.c    base net widgets tui cli
tests     base net widgets tui cli sandbox tests
'
known_by='
^(curses|term|ncurses).h$  ^widgets/term.c$
^readline/                 ^widgets/lineedit.c$
^curl/                     ^net/libcurl.h$
^json-c/                   ^(net/.*.c|net/jsonx.h|cli/.*.c|sandbox/.*.c)$
^openssl/                  ^(net|sandbox)/.*.c$
^microhttpd.h$             ^sandbox/
^(vterm|cmocka).h$         ^tests/
'
grep -n '^# *include' $FILES | awk -v may="$may_include" -v known="$known_by" '
BEGIN {
	rows = split(may, row, "\n")
	for (i = 1; i <= rows; i++) {
		words = split(row[i], word, " ")
		for (j = 2; j <= words; j++)
			allowed[word[1], word[j]] = 1
	}
	libraries = split(known, row, "\n")
	for (i = 1; i <= libraries; i++) {
		split(row[i], word, " ")
		header[i] = word[1]
		files[i] = word[2]
	}
}
{
	split($0, at, ":")
	layer = at[1]
	sub(/\/.*/, "", layer)
	match($0, /[<"][^>"]*/)
	name = substr($0, RSTART + 1, RLENGTH - 1)
	from = name
	sub(/\/.*/, "", from)
}
/include "/ && !((layer, from) in allowed) {
	print at[1] ":" at[2] ": " layer " must not include " name
}
/include </ && layer != "tests" {
	for (i = 1; i <= libraries; i++)
		if (header[i] && name ~ header[i] && at[1] !~ files[i])
			print at[1] ":" at[2] ": must not know <" name ">"
}'
