#!/bin/sh
# libs.sh PKG...: one clear line when a library is missing, exit 1.
if ! command -v pkg-config >/dev/null 2>&1; then
	echo "peerdeck: pkg-config is missing; run 'make deps' first" >&2
	exit 1
fi
missing=
for p; do
	pkg-config --exists "$p" || missing="$missing $p"
done
[ -z "$missing" ] && exit 0
echo "peerdeck: these libraries are missing:$missing; run 'make deps' first" >&2
exit 1
