#!/bin/sh
# deps.sh DEB...: install the Debian packages that are not there yet.
set -eu
if ! command -v apt-get >/dev/null 2>&1; then
	echo "peerdeck: no apt-get here. Install what these Debian packages hold:"
	for d; do echo "  $d"; done
	exit 0
fi
missing=
for d; do
	[ "$(dpkg-query -W -f='${Status}' "$d" 2>/dev/null)" = "install ok installed" ] ||
		missing="$missing $d"
done
[ -z "$missing" ] && exit 0
sudo=
if [ "$(id -u)" != 0 ]; then
	command -v sudo >/dev/null 2>&1 || {
		echo "peerdeck: as root, run: apt-get install$missing" >&2
		exit 1
	}
	sudo=sudo
fi
echo "peerdeck: installing$missing"
$sudo apt-get update -qq
$sudo env DEBIAN_FRONTEND=noninteractive \
	apt-get install -y -qq --no-install-recommends $missing >/dev/null
