#!/bin/sh
# libs.sh PKG...: one clear line when libraries are missing, and status 1.
if ! command -v pkg-config >/dev/null 2>&1; then
	echo "peerdeck: pkg-config is missing; run 'make deps' first" >&2
	exit 1
fi
missing=
for pkg; do
	pkg-config --exists "$pkg" || missing="$missing $pkg"
done
[ -z "$missing" ] && exit 0
echo "peerdeck: libraries are missing:$missing; run 'make deps' first" >&2
exit 1
