#!/usr/bin/env bash
# The one check, for people and CI alike: build, formatting, and every test of the solution.
# Needs the .NET SDK. Where Prometheus and its companions cannot be installed, the tests that talk to them are
# skipped, unless METRICS_E2E=required. The last line is the sum: "N passed, N failed, N skipped".
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."

readonly solution=Metrics.AspNetCore.sln
readonly results=$PWD/artifacts/test-results
# No test is silent for so long unless it hangs; it is then named and ended.
readonly hang_time=4m

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDDISABLENODEREUSE=1

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

check_format() {
    step 'Formatting'
    dotnet format "$solution" --verify-no-changes --no-restore ||
        complain "the formatting is not clean; 'dotnet format $solution' mends it"
}

get_servers() {
    step 'Servers for the end-to-end tests'
    if ./eng/install-test-servers.sh; then
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

# One number of the results file's <Counters total=".." executed=".." passed=".." .../>.
counter() {
    sed -n "s/.*<Counters [^>]*\b$2=\"\([0-9]*\)\".*/\1/p" "$1"
}

# Adds a results file to the sum. A skipped test is in the total and was not executed.
add_results() {
    local total executed good
    total=$(counter "$1" total) executed=$(counter "$1" executed) good=$(counter "$1" passed)
    [[ $total && $executed && $good ]] || return 1
    passed=$((passed + good))
    failed=$((failed + executed - good))
    skipped=$((skipped + total - executed))
}

run_tests_of() {
    local name=$1 project=$2 status=0 failed_before=$failed verbosity=minimal
    local trx=$results/$name.trx
    step "$name"
    # Of these few one wants to see that they ran: each stands for a real server.
    [[ $name != *.EndToEnd.* ]] || verbosity=normal
    run_in_group dotnet test "$project" --configuration Release --no-build --results-directory "$results" \
        --logger "trx;LogFileName=$name.trx" --logger "console;verbosity=$verbosity" \
        --blame-hang-timeout "$hang_time" --blame-hang-dump-type none || status=$?
    if [[ ! -f $trx ]] || ! add_results "$trx"; then
        complain "$name ended with status $status and left no results"
        failed=$((failed + 1))
    elif [[ $status -ne 0 ]]; then
        complain "$name failed"
        # A run that crashed fails, though no test of its results does.
        [[ $failed -gt $failed_before ]] || failed=$((failed + 1))
    fi
}

run_all_tests() {
    local project
    rm -rf -- "$results"
    mkdir -p -- "$results"
    while IFS= read -r project; do
        run_tests_of "$(basename -- "$project" .csproj)" "$project"
    done < <(dotnet sln "$solution" list | grep '^tests/.*\.csproj$')
    [[ $((passed + failed)) -gt 0 ]] || complain 'no test was executed'
}

# The sum comes last, whatever happened before.
finish() {
    step 'Sum'
    [[ ${#complaints[@]} -eq 0 ]] || printf 'FAILED: %s\n' "${complaints[@]}"
    echo "$passed passed, $failed failed, $skipped skipped"
    [[ ${#complaints[@]} -eq 0 ]] || exit 1
    exit 0
}

trap end_test_run EXIT
trap 'exit 130' INT TERM HUP

if ! build; then
    complain 'the build failed'
    finish
fi
check_format
get_servers
run_all_tests
finish
