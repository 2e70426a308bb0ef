#!/usr/bin/env bash
# Changes the code in small ways, one change after the other, and reports the changes (mutants) that no test notices. Without arguments it
# does so in all areas; exposition and registry take half an hour each on two cores, Pushgateway an hour, and HTTP metrics longer. Reports
# are in artifacts/mutation/<area>. It fails if a mutant survives that eng/mutation/survivors.md does not explain. Run it before a release.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."

# An area is a folder of the sources; its tests are in the folder of the same name.
readonly -A projects=(
    [Exposition]=Metrics.Core
    [Registry]=Metrics.Core
    [Pushgateway]=Metrics.Core
    [HttpMetrics]=Metrics.AspNetCore
)
# Some of the code is tested where it is used.
readonly -A more_tests=(
    [Exposition]='.KeptCounterNameTests.'
    [Registry]='Tests.MetricRegistry .StreamingCollectorTests. .LabelValueLengthLimitTests.'
)
readonly output=$PWD/artifacts/mutation

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDDISABLENODEREUSE=1
# Environment variables are properties of MSBuild: mutated assemblies stay away from those that people build, and no analyzer is needed.
export ArtifactsPath=$output/build RunAnalyzers=false

# Tests of random bodies run with almost every mutant, and find in a few bodies what they find.
export METRICS_BODIES=${METRICS_BODIES:-200}

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
        filter="FullyQualifiedName~.$area."
        for tests in ${more_tests[$area]-}; do
            filter+="|FullyQualifiedName~$tests"
        done

        # Stryker looks for the project of the tests in the current folder.
        cd -- "tests/${projects[$area]}.Tests"
        dotnet stryker --config-file ../../eng/mutation/stryker.yaml --skip-version-check --project "${projects[$area]}.csproj" \
            --mutate "**/$area/*.cs" --test-case-filter "$filter" --output "$output/$area"
    )
done

printf '\n== Sum\n'
exec dotnet run eng/mutation/report.cs -- eng/mutation/survivors.md "${@/#/$output/}"
