#!/bin/sh
# real.sh BUILD CONSUL: run the recorded contract against real agents. It
# starts four on loopback (dc1, dc2, dc3 with access control, dc4 with peering
# off), on ports that it finds free, with their data in a temporary folder,
# and stops them again. Without a consul it says so and exits 77.
set -u
build=$1 consul=${2:-}
token=11111111-2222-3333-4444-555555555555

if [ -z "$consul" ] || ! "$consul" version >/dev/null 2>&1; then
	echo "check-consul: no consul; give CONSUL=/path/to/consul" >&2
	exit 77
fi
consul=$(cd "$(dirname "$consul")" && pwd)/$(basename "$consul")
data=$(mktemp -d) || exit 1
pids=

stop() {
	for pid in $pids; do
		kill "$pid" 2>/dev/null
	done
	for pid in $pids; do
		wait "$pid" 2>/dev/null
	done
	pids=
}
trap 'stop; rm -rf "$data"' EXIT
trap 'exit 1' INT TERM HUP

# start NAME DC PORT [SETTINGS]: one server on PORT and the four above it.
start() {
	rm -rf "$data/$1" && mkdir -p "$data/$1"
	cat >"$data/$1.json" <<-END
	{ "server": true, "bootstrap_expect": 1, "datacenter": "$2",
	  "node_name": "$2-server-1", "data_dir": "$data/$1",
	  "bind_addr": "127.0.0.1", "client_addr": "127.0.0.1",
	  "ports": { "http": $3, "grpc": $(($3 + 1)), "grpc_tls": $(($3 + 2)),
	    "server": $(($3 + 3)), "serf_lan": $(($3 + 4)),
	    "serf_wan": -1, "dns": -1 },
	  "connect": { "enabled": true }, "log_level": "error" ${4:-} }
	END
	"$consul" agent -config-file "$data/$1.json" >"$data/$1.log" 2>&1 &
	pids="$pids $!"
}

# ready PORT: there is a leader, and its CA can sign.
ready() {
	CONSUL_HTTP_ADDR=127.0.0.1:$1 CONSUL_HTTP_TOKEN=$token \
		"$consul" connect ca get-config >/dev/null 2>&1
}

# Ports cannot be reserved: when one is taken, an agent ends, and others are
# tried.
try() {
	base=$((20000 + ($$ * 53 + $1 * 977) % 30000))
	start a dc1 $base
	start b dc2 $((base + 10))
	start c dc3 $((base + 20)) ', "acl": { "enabled": true,
	  "default_policy": "deny", "tokens": {
	    "initial_management": "'$token'", "agent": "'$token'" } }'
	start d dc4 $((base + 30)) ', "peering": { "enabled": false }'
	for port in 0 10 20 30; do
		tries=0
		until ready $((base + port)); do
			for pid in $pids; do
				kill -0 "$pid" 2>/dev/null || return 1
			done
			tries=$((tries + 1))
			[ $tries -gt 150 ] && return 1
			sleep 0.2
		done
	done
}

up=
for attempt in 1 2 3; do
	if try $attempt; then
		up=yes
		break
	fi
	stop
done
if [ -z "$up" ]; then
	echo "check-consul: the agents did not come up:" >&2
	tail -n 5 "$data"/*.log >&2
	exit 1
fi

host=http://127.0.0.1
PEERDECK_CONTRACT="a=$host:$base b=$host:$((base + 10)) \
c=$host:$((base + 20)) d=$host:$((base + 30))"
PATH=$(dirname "$consul"):$PATH
export PEERDECK_CONTRACT PATH
"$consul" version | head -n 1
JOBS=1 tests/run.sh "$build" "$build/tests/contract/api" \
	"$build/tests/screen/stories" \
	"$build/tests/contract/consul"
