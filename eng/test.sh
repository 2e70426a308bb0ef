#!/usr/bin/env bash
# The one check, for people and CI alike: build, formatting, packages, and every test of the solution.
# Needs the .NET SDK. Where Prometheus and its companions cannot be installed, the tests that talk to them are
# skipped, unless METRICS_E2E=required. The last line is the sum: "N passed, N failed, N skipped".
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."

readonly solution=Metrics.AspNetCore.sln
readonly results=$PWD/artifacts/test-results
# No test is silent for so long unless it hangs; it is then named and ended.
readonly hang_time=6m

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDDISABLENODEREUSE=1
# The summary of the tests is read.
export DOTNET_CLI_UI_LANGUAGE=en
# Every server of the tests is on this machine, which a proxy cannot reach.
no_proxy=${no_proxy:-${NO_PROXY:-}}
no_proxy=localhost,127.0.0.1,::1${no_proxy:+,$no_proxy}
export no_proxy NO_PROXY=$no_proxy

passed=0 failed=0 skipped=0
complaints=()
test_run=

step() {
    printf '\n== %s\n' "$1"
}

complain() {
    complaints+=("$1")
    printf 'test.sh: %s\n' "$1" >&2
}

build() {
    step 'Build'
    dotnet restore "$solution" || return 1
    dotnet build "$solution" --configuration Release --no-restore -warnaserror || return 1
}

# The analyzers are off in other builds than Release. Here each of their packages must find what is wrong.
check_analyzers() {
    local output rule
    step 'Analyzers'
    if output=$(dotnet build eng/analyzer-check --configuration Release -warnaserror 2>&1); then
        complain 'the build accepts violations: the analyzers are switched off'
        return
    fi
    for rule in CA1822 IDE0051 MA0053 RS0016 RS0030; do
        grep -q "error $rule:" <<<"$output" || complain "no analyzer reports $rule in eng/analyzer-check: ${output:0:2000}"
    done
}

check_format() {
    local part
    step 'Formatting'
    # What 'dotnet format analyzers' would report, the build has reported.
    for part in whitespace style; do
        dotnet format "$part" "$solution" --verify-no-changes --no-restore ||
            complain "the formatting is not clean; 'dotnet format $part $solution' mends it"
    done
}

# Comments and strings too, which no analyzer looks at.
check_line_length() {
    step 'Length of lines'
    # In a locale of bytes, grep would count bytes.
    if git ls-files -z '*.cs' | LC_ALL=C.UTF-8 xargs -0 grep -nE '^.{141,}$'; then
        complain 'these lines are longer than 140 characters'
    fi
}

check_packages() {
    step 'Packages'
    ./eng/packages.sh || complain 'the packages are not as they should be'
}

get_servers() {
    step 'Servers for the end-to-end tests'
    if ./eng/install-test-servers.sh && ./eng/fetch-newer-servers.sh; then
        echo 'They are here: the end-to-end tests must run.'
        export METRICS_E2E=required
    elif [[ ${METRICS_E2E:-} == required ]]; then
        complain 'the servers of the end-to-end tests could not be installed, and METRICS_E2E=required'
    else
        echo 'They are not here, for the reason above: the tests that need them are skipped.'
    fi
}

end_test_run() {
    # Whatever a crashed or hanging run left behind is in its process group.
    [[ -z $test_run ]] || kill -KILL -- "-$test_run" 2>/dev/null || true
    test_run=
}

# Runs a command in a process group of its own and gives back its status.
run_in_group() {
    local status=0
    set -m
    "$@" </dev/null &
    test_run=$!
    set +m
    wait "$test_run" || status=$?
    end_test_run
    return "$status"
}

# Runs a command in a process group of its own, keeps a copy of its output in a file, and gives back its status.
run_recorded() {
    local status=0 file=$1 output tee
    shift
    exec {output}> >(tee -- "$file")
    tee=$!
    run_in_group "$@" >&"$output" 2>&1 || status=$?
    exec {output}>&-
    # All of the output is in the file when tee ends.
    wait "$tee"
    return "$status"
}

# One number of the summary that `dotnet test` prints after the last test of all projects; 0 if it is not there.
count() {
    local number
    number=$(sed -n "/^Test run summary:/,\$s/^  $1: \([0-9]*\)\$/\1/p" "$results/output.txt" | tail -n 1)
    echo "${number:-0}"
}

complain_of_hanging_tests() {
    local test
    while IFS= read -r test; do
        complain "hung: $test"
    done < <(cat -- "$results"/*_hang.log 2>/dev/null | sort -u)
}

# The test projects run side by side, as many as there are processors.
run_all_tests() {
    local status=0
    step 'Tests'
    run_recorded "$results/output.txt" dotnet test --solution "$solution" --configuration Release --no-build \
        --results-directory "$results" --hangdump --hangdump-timeout "$hang_time" --hangdump-type None || status=$?
    passed=$(count succeeded) skipped=$(count skipped)
    # An error is a test program that crashed or hung: it fails, though no test of its results does.
    failed=$(($(count failed) + $(count error)))
    [[ $((passed + failed)) -gt 0 ]] || complain 'no test was executed'
    [[ $status -eq 0 ]] || complain 'tests failed, or a test program crashed or hung'
    complain_of_hanging_tests
}

# The formats do not depend on the culture of the machine.
test_cultures() {
    local culture
    step 'Cultures'
    for culture in de-DE fa-IR tr-TR; do
        METRICS_BODIES=500 run_recorded "$results/output-$culture.txt" \
            artifacts/bin/Metrics.Core.Tests/release/Metrics.Core.Tests -noColor \
            -culture "$culture" -namespace 'PrometheusMetrics.Tests.Exposition*' ||
            complain "the tests of the formats fail in the culture $culture"
    done
}

# The failed tests, each with the first lines of its message: 5 of a few tests, 1 of ten, so that the last 30 lines of this script's output
# tell what failed. `dotnet test` writes "failed NAME (TIME)" above an indented message, a test program writes "NAME [FAIL]". An exit
# code other than 2 is that of a test program which crashed or hung.
list_failed_tests() {
    cat -- "$results"/output.txt "$results"/output-*.txt 2>/dev/null | sed 's/\x1b\[[0-9;]*m//g' | awk '
        /^failed .* \([^()]*\)$/ { sub(/^failed /, ""); names[++tests] = $0; from = 2; next }
        /^    [^ ].* \[FAIL\]$/ { sub(/^ +/, ""); names[++tests] = $0; from = 6; next }
        /^[^ ].*\.dll \([^()]*\) failed/ { program = $1; sub(/.*\//, "", program); from = 0; next }
        /^Exit code: / && $3 != 2 { names[++tests] = program " (exit code " $3 ")"; from = 2; next }
        /^[^ ]/ || /^ *at [^ ]+\(.*\)/ || /^ *--- End of stack trace/ || /^ *Stack Trace:$/ { from = 0 }
        from == 2 && /^  from .*\.dll \(/ { next }
        { sub(/^  Xunit\.MicrosoftTestingPlatform\.XunitException: /, "  ") }
        /^ *(↑|↓) \(pos / { next }
        from && NF && kept[tests] < 5 { message[tests, ++kept[tests]] = substr($0, from + 1) }
        END {
            shown = tests < 10 ? tests : 10
            lines = shown < 5 ? 5 : int(25 / shown) - 1
            for (test = 1; test <= shown; test++) {
                print substr(names[test], 1, 200)
                for (line = 1; line <= lines && line <= kept[test]; line++) print "    " substr(message[test, line], 1, 200)
            }
            if (tests > shown) print "and " tests - shown " more"
        }'
}

# The failed tests and the sum come last, whatever happened before.
finish() {
    step 'Sum'
    list_failed_tests || true
    [[ ${#complaints[@]} -eq 0 ]] || printf 'FAILED: %s\n' "${complaints[@]}"
    echo "$passed passed, $failed failed, $skipped skipped"
    [[ ${#complaints[@]} -eq 0 ]] || exit 1
    exit 0
}

trap end_test_run EXIT
trap 'exit 130' INT TERM HUP

rm -rf -- "$results"
mkdir -p -- "$results"
if ! build; then
    complain 'the build failed'
    finish
fi
check_analyzers
check_format
check_line_length
get_servers
check_packages
run_all_tests
test_cultures
finish
