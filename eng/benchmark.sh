#!/usr/bin/env bash
# Measures instruments, the memory of series, scrapes and HTTP requests, each in a process of its own, and writes the tables of
# docs/performance.md. Takes some five minutes, in which the machine should have nothing else to do. With --dry everything runs once and
# nothing is written: that only shows that it works.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."

readonly project=benchmarks/Metrics.Benchmarks

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDDISABLENODEREUSE=1

case "${1-} $#" in
    ' 0') arguments=(--output docs/performance.md) ;;
    '--dry 1') arguments=(--dry) ;;
    *)
        printf 'usage: %s [--dry]\n' "$0" >&2
        exit 2
        ;;
esac

dotnet build "$project" --configuration Release
for part in instruments memory scrape http; do
    dotnet run --project "$project" --configuration Release --no-build -- "$part" "${arguments[@]}"
done
