#!/usr/bin/env bash
# Installs what the end-to-end tests talk to: Prometheus with promtool, the Pushgateway, the node exporter, VictoriaMetrics and the
# strict OpenMetrics parser of Python's prometheus_client. From Debian's packages, with no service started.
# Ends with 0 when all of it is there, otherwise says why not.
set -euo pipefail

packages=(prometheus prometheus-pushgateway prometheus-node-exporter victoria-metrics python3-prometheus-client)
policy=/usr/sbin/policy-rc.d

refuse() {
    printf 'install-test-servers: %s\n' "$1" >&2
    exit 1
}

all_there() {
    local program
    for program in prometheus promtool prometheus-pushgateway prometheus-node-exporter victoria-metrics; do
        command -v "$program" >/dev/null || return 1
    done
    # The tests use Debian's own Python too, whatever other one comes first on the path.
    [[ -x /usr/bin/python3 ]] && /usr/bin/python3 -c 'import prometheus_client.openmetrics.parser' 2>/dev/null
}

become_root() {
    [[ $EUID -ne 0 ]] || return 0
    command -v sudo >/dev/null || refuse 'the packages are not installed, this user is not root, and there is no sudo.'
    sudo -n true 2>/dev/null || refuse "the packages are not installed, and sudo asks for a password. Run once: sudo $0"
    exec sudo -n "$BASH" "$0"
}

# Debian starts a service when its package is installed, unless this file says no. One that is there already
# belongs to the machine: it is asked, never replaced.
forbid_service_starts() {
    if [[ -e $policy || -L $policy ]]; then
        local answer=0
        "$policy" prometheus start >/dev/null 2>&1 || answer=$?
        [[ $answer -eq 101 ]] || refuse "$policy of this machine would let the services start; install by hand: ${packages[*]}"
        return
    fi
    trap 'rm -f "$policy"' EXIT
    trap 'exit 130' INT TERM HUP
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
}

# What is installed stays as it is, its version and its service included.
missing_packages() {
    local package
    for package in "${packages[@]}"; do
        dpkg-query -W -f='${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || echo "$package"
    done
}

get_packages() {
    local -a apt=(apt-get -q -o Acquire::Retries=1 -o Acquire::http::Timeout=30 -o DPkg::Lock::Timeout=120)
    export DEBIAN_FRONTEND=noninteractive
    # Old lists may still do, and another apt-get may be refreshing them: the installation is what counts.
    "${apt[@]}" update </dev/null || echo 'install-test-servers: the package lists could not be refreshed.' >&2
    "${apt[@]}" install -y --no-install-recommends "$@" </dev/null
}

# Without this they would start at the machine's next boot.
disable_services() {
    local package
    for package; do
        [[ -e /etc/init.d/$package ]] || continue
        update-rc.d "$package" disable >/dev/null 2>&1 || echo "install-test-servers: could not disable the service $package." >&2
    done
}

if all_there; then
    exit 0
fi
command -v apt-get >/dev/null || refuse "this machine has no apt-get; install by hand: ${packages[*]} (Debian's names)."
become_root
forbid_service_starts
mapfile -t missing < <(missing_packages)
if [[ ${#missing[@]} -gt 0 ]]; then
    get_packages "${missing[@]}" || refuse 'apt-get could not install the packages, see its words above: has this machine a network, and are its sources Debian?'
    disable_services "${missing[@]}"
fi
all_there || refuse 'the packages are installed, yet a program or the Python parser cannot be found.'
