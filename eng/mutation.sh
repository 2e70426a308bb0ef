#!/usr/bin/env bash
# Changes the code in small ways, one after the other, and reports the changes (mutants) that no test notices. Without arguments it does
# so in all areas, which takes about an hour on two cores. Reports are in artifacts/mutation/<area>. It fails if a mutant survives
# that eng/mutation/survivors.md does not explain. Run it before a release.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."

readonly output=$PWD/artifacts/mutation
# An area is a folder of the sources; its tests are in the folder of the same name.
readonly -A projects=(
    [Exposition]=Metrics.Core
    [Registry]=Metrics.Core
    [Pushgateway]=Metrics.Core
    [HttpMetrics]=Metrics.AspNetCore
)
# Of the registry there are tests beside the class that everybody uses, too.
readonly -A more_tests=([Registry]=';MetricRegistry*Tests.cs')

# Environment variables are properties of MSBuild: RunAnalyzers saves time, MutationTests is in tests/Directory.Build.targets.
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDDISABLENODEREUSE=1 RunAnalyzers=false

[[ $# -gt 0 ]] || set -- Exposition Registry Pushgateway HttpMetrics
for area; do
    if [[ ! ${projects[$area]-} ]]; then
        printf "mutation.sh: there is no area '%s'; the areas are: %s\n" "$area" "${!projects[*]}" >&2
        exit 2
    fi
done

dotnet tool restore
for area; do
    printf '\n== %s\n' "$area"
    rm -rf -- "${output:?}/$area"
    (
        cd -- "tests/${projects[$area]}.Tests"
        MutationTests="$area/*Tests.cs${more_tests[$area]-}" dotnet stryker --config-file ../../eng/mutation/stryker.yaml \
            --skip-version-check --project "${projects[$area]}.csproj" --mutate "**/$area/*.cs" --output "$output/$area"
    )
done

printf '\n== Sum\n'
exec dotnet run eng/mutation/report.cs -- eng/mutation/survivors.md "${@/#/$output/}"
