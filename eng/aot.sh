#!/usr/bin/env bash
# Publishes the first programs of Metrics.AspNetCore and Metrics.Hosting as native programs, from the packages and outside
# this repository, with every warning of compiler, trimmer and AOT compiler as an error, and runs them. Takes some minutes,
# so it runs before a release and not in CI. Needs Linux on x64, the .NET SDK, git, curl and a C toolchain to link with.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
source eng/lib-packages.sh

readonly runtime=linux-x64

# publish NAME PACKAGE: sets $program.
publish() {
    local started=$SECONDS
    # Without TrimmerSingleWarn=false all warnings of a package are one, which does not name the place.
    quietly dotnet publish "$workspace/$1" --configuration "$configuration" --runtime "$runtime" --output "$workspace/$1.native" \
        -p:PublishAot=true -p:TrimmerSingleWarn=false -warnaserror
    check_origin "$2"
    program=$workspace/$1.native/$1
    printf 'published without a warning in %d s: %d MB\n' $((SECONDS - started)) $(($(stat -c %s -- "$program") / 1000000))
}

command -v curl >/dev/null || refuse 'it needs curl.'
command -v clang >/dev/null || command -v gcc >/dev/null ||
    refuse 'it needs a linker; install clang and zlib1g-dev (Debian'"'"'s names).'
create_workspace
pack

step 'Metrics.AspNetCore in a native web application'
install web Hello Metrics.AspNetCore Program.cs
publish Hello Metrics.AspNetCore
start "$program" --urls http://127.0.0.1:0
check_web_application

step 'Metrics.Hosting in a native worker'
install worker Import Metrics.Hosting Program.cs
publish Import Metrics.Hosting
check_job "$program"

step 'The packages work as native programs.'
