#!/usr/bin/env bash
# Packs the libraries into artifacts/packages, checks what is in the packages, and uses them as somebody else would:
# applications outside this repository install each package, build its first program without a warning, and run it.
# Needs the .NET SDK, git and curl.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
source eng/lib-packages.sh

# build NAME PACKAGE: without warnings; sets $program.
build() {
    quietly dotnet build "$workspace/$1" --configuration "$configuration" -warnaserror
    check_origin "$2"
    program=$workspace/$1/bin/$configuration/$framework/$1.dll
}

# A clone of this repository that has a remote on GitHub names the address of its sources.
check_source_link() {
    local clone=$workspace/clone project=src/Metrics.Abstractions
    quietly git clone --quiet --no-hardlinks . "$clone"
    git -C "$clone" remote set-url origin https://github.com/example/example
    quietly dotnet build "$clone/$project" --configuration "$configuration" '-target:PrepareForBuild;GenerateSourceLinkFile' -warnaserror
    grep -rhoF --include='*.sourcelink.json' "https://raw.githubusercontent.com/example/example/$commit/*" "$clone/artifacts" ||
        refuse 'a clone with a remote on GitHub has no Source Link.'
}

# An exception that passes through the library, printed where the symbols could be found.
check_stack_trace() {
    local trace
    trace=$(dotnet "$program" 'no name') || refuse 'the script ended with an error.'
    [[ $trace == *' at PrometheusMetrics.'* ]] || refuse "there is no stack trace of the library in: $trace"
    [[ $trace != *"$PWD"* ]] || refuse "the stack trace shows a folder of the builder: $trace"
    grep -m 1 ' at PrometheusMetrics\.' <<<"$trace"
}

command -v curl >/dev/null || refuse 'it needs curl.'
commit=$(git rev-parse HEAD)
create_workspace
pack

step 'Content of the packages'
dotnet run eng/check-packages.cs -- "$packages" "$PWD" "$commit" || refuse 'a package is not as it should be.'

step 'Source Link'
check_source_link

step 'Metrics.Abstractions in a class library'
install classlib Shop Metrics.Abstractions Basket.cs
build Shop Metrics.Abstractions
echo 'builds'

step 'Metrics.Core in a console application'
install console Script Metrics.Core Program.cs
cat >>"$workspace/Script/Program.cs" <<'CODE'
try
{
    metrics.CreateCounter(args.Length > 0 ? args[0] : "good_total", "A name that may be refused.");
}
catch (ArgumentException refused)
{
    Console.WriteLine(refused);
}
CODE
build Script Metrics.Core
expect 'rows_imported_total 1234' "$(dotnet "$program")"
check_stack_trace

step 'Metrics.Hosting in a worker'
install worker Import Metrics.Hosting Program.cs
build Import Metrics.Hosting
! grep -q AspNetCore "${program%.dll}.runtimeconfig.json" || refuse 'the worker needs ASP.NET Core.'
check_job dotnet "$program"

step 'Metrics.AspNetCore in a web application'
install web Hello Metrics.AspNetCore Program.cs
build Hello Metrics.AspNetCore
start dotnet "$program" --urls http://127.0.0.1:0
check_web_application

step 'Metrics.Testing in tests with xunit'
install xunit Tests Metrics.Testing BasketTests.cs
build Tests Metrics.Testing
# Not in this repository, whose global.json chooses another test runner than that of the template.
tested=$(cd -- "$workspace/Tests" && DOTNET_CLI_UI_LANGUAGE=en dotnet test --configuration "$configuration" --no-build 2>&1) ||
    refuse "the test failed: $tested"
grep -E 'Passed: +1,' <<<"$tested" || refuse "one test should have passed: $tested"

step 'Metrics.PrometheusNet in a web application that has Metrics.AspNetCore too'
install web Bridge Metrics.PrometheusNet Program.cs
quietly dotnet add "$workspace/Bridge" package Metrics.AspNetCore --version "$version"
build Bridge Metrics.PrometheusNet
start dotnet "$program" --urls http://127.0.0.1:0
expect 'parcels_packed 1' "$(get "$address/metrics")"
end_servers

step 'The packages are good.'
