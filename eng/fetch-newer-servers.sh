#!/usr/bin/env bash
# Fetches newer releases of Prometheus and the Pushgateway than Debian's stable release had for long, and unpacks them beside each other
# without installing anything: <cache>/trixie and <cache>/sid have usr/bin/prometheus and usr/bin/prometheus-pushgateway. The cache is
# METRICS_SERVERS, or ~/.cache/metrics-aspnetcore/servers. What is there is not fetched again: delete it to get newer ones.
# Ends with 0 when all of it is there, otherwise says why not.
set -euo pipefail

readonly suites=(trixie sid) packages=(prometheus prometheus-pushgateway)
readonly mirror=http://deb.debian.org/debian keyring=/usr/share/keyrings/debian-archive-keyring.gpg
readonly cache=${METRICS_SERVERS:-$HOME/.cache/metrics-aspnetcore/servers}
work=

refuse() {
    printf 'fetch-newer-servers: %s\n' "$1" >&2
    exit 1
}

is_there() {
    local package
    for package in "${packages[@]}"; do
        [[ -x $cache/$1/usr/bin/$package ]] || return 1
    done
}

# The lists and the archives are those of this folder, so that no setting and no package of the machine changes.
fetch() {
    local suite=$1
    work=$(mktemp -d -- "$cache/.$suite.XXXXXX")
    mkdir -p -- "$work"/{lists,archives}/partial
    printf 'deb [signed-by=%s] %s %s main\n' "$keyring" "$mirror" "$suite" >"$work/sources.list"
    local -a apt=(
        apt-get -q
        -o Dir::Etc::sourcelist="$work/sources.list" -o Dir::Etc::sourceparts=/dev/null -o Dir::State::status=/dev/null
        -o Dir::State::lists="$work/lists" -o Dir::Cache="$work" -o Dir::Cache::archives="$work/archives"
        -o APT::Sandbox::User=root -o Acquire::Languages=none -o Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false
        -o Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled=false -o Acquire::Retries=2 -o Acquire::http::Timeout=30
    )
    "${apt[@]}" update </dev/null || return 1
    (cd -- "$work" && "${apt[@]}" download "${packages[@]}" </dev/null) || return 1
    local archive
    for archive in "$work"/*.deb; do
        dpkg-deb -x "$archive" "$work/root" || return 1
    done
    rm -rf -- "${cache:?}/$suite"
    mv -- "$work/root" "$cache/$suite"
    clean_up
}

clean_up() {
    [[ -z $work ]] || rm -rf -- "$work"
    work=
}

trap clean_up EXIT
trap 'exit 130' INT TERM HUP

mkdir -p -- "$cache"
# Another run may be fetching the same.
exec {lock}>"$cache/.lock"
flock "$lock"
for suite in "${suites[@]}"; do
    is_there "$suite" && continue
    command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || refuse 'this machine has no apt-get and dpkg-deb.'
    [[ -r $keyring ]] || refuse "the keys of Debian's archive are not in $keyring: install debian-archive-keyring."
    fetch "$suite" || refuse "could not fetch ${packages[*]} of Debian $suite from $mirror, see the words above: has this machine a network?"
    is_there "$suite" || refuse "the packages of Debian $suite were unpacked, yet a program cannot be found in $cache/$suite/usr/bin."
done
