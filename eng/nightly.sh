#!/usr/bin/env bash
# What is too slow for every change: a hundred thousand requests of 64 clients, counted on both sides, then a million random bodies of each
# format, read back, then ten minutes of pushes of ten thousand series every 50 ms. It takes about an hour on two idle cores. A body that fails
# prints its seed, and how to repeat it alone. METRICS_REQUESTS, METRICS_BODIES, METRICS_SEED and METRICS_PUSHES replace the number of requests,
# the number of bodies, the first seed and the number of pushes.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDDISABLENODEREUSE=1
export METRICS_REQUESTS=${METRICS_REQUESTS:-100000}
export METRICS_BODIES=${METRICS_BODIES:-1000000}
export METRICS_PUSHES=${METRICS_PUSHES:-12000}
# Another range each night.
export METRICS_SEED=${METRICS_SEED:-$((SRANDOM % 1000 * 1000000))}

dotnet build tests/Metrics.AspNetCore.Tests --configuration Release -p:RunAnalyzers=false
printf '\n== %s requests\n' "$METRICS_REQUESTS"
artifacts/bin/Metrics.AspNetCore.Tests/release/Metrics.AspNetCore.Tests -class '*ConcurrentClientsTests'

dotnet build tests/Metrics.Core.Tests --configuration Release -p:RunAnalyzers=false
printf '\n== %s bodies of each format from seed %s on\n' "$METRICS_BODIES" "$METRICS_SEED"
artifacts/bin/Metrics.Core.Tests/release/Metrics.Core.Tests -class '*ReadBackTests'

dotnet build tests/Metrics.EndToEnd.Tests --configuration Release -p:RunAnalyzers=false
printf '\n== %s pushes\n' "$METRICS_PUSHES"
exec artifacts/bin/Metrics.EndToEnd.Tests/release/Metrics.EndToEnd.Tests -class '*PushSoakTests'
