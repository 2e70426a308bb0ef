#!/usr/bin/env bash
# Measures what the HTTP metrics cost a real Kestrel under load: pairs of runs, one without metrics and one with them, in alternating order,
# each of a new process. Prints the requests per second of each run, the ratio of each pair, and the median of the ratios: the goal is 0.97.
# Takes some four minutes with the default of nine pairs, in which the machine should have nothing else to do. Needs Debian's package wrk.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."

readonly project=benchmarks/Metrics.Benchmarks
readonly program=artifacts/bin/Metrics.Benchmarks/release/Metrics.Benchmarks
readonly warm_up=4s duration=6s

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDDISABLENODEREUSE=1

if [[ $# -gt 2 || ! ${1:-9} =~ ^[1-9][0-9]*$ ]]; then
    printf "usage: %s [PAIRS [METRICS]], for example %s 9 'UseHttpMetrics'\n" "$0" "$0" >&2
    exit 2
fi
readonly pairs=${1:-9} metrics=${2:-AddHttpMetrics}

command -v wrk >/dev/null || {
    printf '%s: wrk is missing. To install it on Debian, run apt-get install wrk\n' "$0" >&2
    exit 1
}

server=
result=
output=$(mktemp)
readonly output

end_server() {
    [[ -z $server ]] || kill "$server" 2>/dev/null || true
    [[ -z $server ]] || wait "$server" 2>/dev/null || true
    server=
}

trap 'end_server; rm -f -- "$output" "$output.wrk"' EXIT
trap 'exit 130' INT TERM HUP

# Sets the result to the requests per second that a new server answers, measured as the first argument says.
measure() {
    local address
    "$program" serve "$1" >"$output" &
    server=$!
    until address=$(grep -m 1 '^http' "$output"); do
        kill -0 "$server" || return 1
        sleep 0.1
    done
    wrk --threads 1 --connections 32 --duration "$warm_up" "$address/hello" >/dev/null
    wrk --threads 1 --connections 32 --duration "$duration" "$address/hello" >"$output.wrk"
    end_server
    if grep -E 'Non-2xx|Socket errors' "$output.wrk" >&2; then
        return 1
    fi
    result=$(sed -n 's/^Requests\/sec: *//p' "$output.wrk")
}

dotnet build "$project" --configuration Release -p:RunAnalyzers=false

ratios=()
for ((pair = 1; pair <= pairs; pair++)); do
    # The machine may become slower or faster from run to run.
    if ((pair % 2)); then
        measure 'no metrics'
        without=$result
        measure "$metrics"
        with=$result
    else
        measure "$metrics"
        with=$result
        measure 'no metrics'
        without=$result
    fi
    ratios+=("$(awk -v a="$with" -v b="$without" 'BEGIN { printf "%.3f", a / b }')")
    printf 'pair %d: %s requests/s without metrics, %s with %s: %s\n' "$pair" "$without" "$with" "$metrics" "${ratios[-1]}"
done
printf 'median: %s\n' "$(printf '%s\n' "${ratios[@]}" | sort -n | sed -n "$(((pairs + 1) / 2))p")"
