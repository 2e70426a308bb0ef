# What eng/packages.sh and eng/aot.sh share: packing, and applications outside this repository that install the
# packages as a user would. To be sourced at the root of the repository.

readonly packages=$PWD/artifacts/packages
# Restored packages are kept between runs; our own never are, so that no old build is tested.
readonly restored=$PWD/artifacts/installed-packages
readonly configuration=Release
readonly framework=net10.0

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDDISABLENODEREUSE=1

script=$(basename -- "$0")
workspace=
servers=()

step() {
    printf '\n== %s\n' "$1"
}

refuse() {
    printf '%s: %s\n' "$script" "$1" >&2
    exit 1
}

end_servers() {
    local server
    for server in "${servers[@]}"; do
        kill -KILL "$server" 2>/dev/null || true
        wait "$server" 2>/dev/null || true
    done
    servers=()
}

clean_up() {
    end_servers
    [[ -z $workspace ]] || rm -rf -- "$workspace"
}

trap clean_up EXIT
trap 'exit 130' INT TERM HUP

# Fails with the whole output of a command that is silent when all is well.
quietly() {
    local log
    log=$(mktemp -- "$workspace/log.XXXX")
    "$@" >"$log" 2>&1 </dev/null && return
    cat -- "$log" >&2
    refuse "this command failed: $*"
}

# Sets $version.
pack() {
    step 'Pack'
    rm -rf -- "$packages"
    quietly dotnet pack Metrics.AspNetCore.sln --configuration "$configuration" --output "$packages" -warnaserror
    version=$(basename -- "$packages"/Metrics.Core.*.nupkg .nupkg)
    version=${version#Metrics.Core.}
    echo "$version in ${packages#"$PWD/"}"
    # It would take precedence over the folder that the workspace configures.
    unset NUGET_PACKAGES
}

# A folder outside the repository, whose applications find the packages in $packages.
create_workspace() {
    workspace=$(mktemp -d)
    rm -rf -- "$restored"/metrics.*
    cat >"$workspace/nuget.config" <<CONFIG
<configuration>
  <config>
    <add key="globalPackagesFolder" value="$restored" />
  </config>
  <packageSources>
    <add key="built-here" value="$packages" />
  </packageSources>
</configuration>
CONFIG
}

# install TEMPLATE NAME PACKAGE FILE: an application whose FILE is the first program of the package's README.
install() {
    local template=$1 name=$2 package=$3 file=$4
    local application=$workspace/$name
    quietly dotnet new "$template" --output "$application" --framework "$framework" --no-restore
    rm -f -- "$application"/*.cs
    first_program "$package" >"$application/$file"
    [[ -s $application/$file ]] || refuse "the README of $package has no C# block."
    (cd -- "$application" && quietly dotnet add package "$package" --version "$version" --no-restore)
}

first_program() {
    awk '/^```csharp/ { inside = 1; next } /^```/ && inside { exit } inside' "src/$1/README.md"
}

# check_origin PACKAGE: what was restored is what was packed here, not a package of the same version from elsewhere.
check_origin() {
    local id=${1,,}
    cmp -s -- "$packages/$1.$version.nupkg" "$restored/$id/${version,,}/$id.${version,,}.nupkg" ||
        refuse "the $1 $version that was restored is not the one in $packages."
}

# start COMMAND...: starts a server on a free port and sets $address.
start() {
    local log
    log=$(mktemp -- "$workspace/server.XXXX")
    "$@" >"$log" 2>&1 </dev/null &
    servers+=($!)
    local waited
    for waited in {1..300}; do
        address=$(sed -n 's/.*\(listening on: *\|address=\)\(http:\/\/\)\?\(127\.0\.0\.1:[0-9]*\).*/http:\/\/\3/p' "$log" | head -n 1)
        [[ -z $address ]] || return 0
        kill -0 "${servers[-1]}" 2>/dev/null || break
        sleep 0.1
    done
    cat -- "$log" >&2
    refuse "$1 did not start to listen."
}

get() {
    curl --silent --show-error --fail --max-time 10 "$1" || refuse "$1 does not answer."
}

# expect LINE TEXT: the text has this whole line.
expect() {
    if ! grep -Fxq -- "$1" <<<"$2"; then
        printf '%s\n' "$2" >&2
        refuse "this line is missing above: $1"
    fi
    echo "$1"
}

# Asks the first program of Metrics.AspNetCore, which was started.
check_web_application() {
    [[ $(get "$address/hello") == 'Hello!' ]] || refuse '/hello does not say Hello!'
    local metrics
    metrics=$(get "$address/metrics")
    expect 'greetings_total 1' "$metrics"
    expect 'http_request_duration_seconds_count{method="GET",status="200",route="/hello"} 1' "$metrics"
    expect '# TYPE process_cpu_seconds_total counter' "$metrics"
    expect '# TYPE dotnet_gc_collections_total counter' "$metrics"
}

# check_job COMMAND...: runs the first program of Metrics.Hosting. It pushes to a Pushgateway if this machine has one, which
# METRICS_E2E=required demands.
check_job() {
    if ! command -v prometheus-pushgateway >/dev/null; then
        [[ ${METRICS_E2E:-} != required ]] || refuse 'there is no prometheus-pushgateway, and METRICS_E2E=required.'
        quietly timeout 60 "$@"
        echo 'It runs. There is no prometheus-pushgateway to push to.'
        return
    fi
    start prometheus-pushgateway --web.listen-address=127.0.0.1:0 --persistence.file=
    quietly timeout 60 "$@" "--Prometheus:Pushgateway:Endpoint=$address" --Prometheus:Pushgateway:Job=import
    expect 'rows_imported_total{instance="",job="import"} 1234' "$(get "$address/metrics")"
}
