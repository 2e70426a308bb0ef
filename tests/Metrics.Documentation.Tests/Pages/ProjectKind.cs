using Microsoft.CodeAnalysis;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Documentation.Pages;

/// <summary>The project that the reader of a page has: what its SDK imports by itself, and what it references.</summary>
internal sealed class ProjectKind
{
    private const string Core =
        "System System.Collections.Generic System.IO System.Linq System.Net.Http System.Threading System.Threading.Tasks";

    private const string Extensions =
        "Microsoft.Extensions.Configuration Microsoft.Extensions.DependencyInjection "
            + "Microsoft.Extensions.Hosting Microsoft.Extensions.Logging";

    private const string AspNetCore = "System.Net.Http.Json Microsoft.AspNetCore.Builder Microsoft.AspNetCore.Hosting "
        + "Microsoft.AspNetCore.Http Microsoft.AspNetCore.Routing";

    private static readonly string[] Ours = [.. Directory.EnumerateDirectories(Repository.PathOf("src")).Select(Path.GetFileName)!];

    private static readonly Dictionary<string, MetadataReference> References =
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Distinct(StringComparer.Ordinal)
            .ToDictionary(path => path, path => (MetadataReference)MetadataReference.CreateFromFile(path), StringComparer.Ordinal);

    private static readonly ProjectKind Library = new(Core, path => IsRuntime(path) || IsOneOf(path, "Metrics.Abstractions"));

    private static readonly ProjectKind Console = new(
        Core, path => IsRuntime(path) || IsOneOf(path, "Metrics.Abstractions", "Metrics.Core"));

    private static readonly ProjectKind Worker = new(
        $"{Core} {Extensions}",
        path => IsRuntime(path) || IsExtension(path) || IsOneOf(path, "Metrics.Abstractions", "Metrics.Core", "Metrics.Hosting"));

    private static readonly ProjectKind Web = new(
        $"{Core} {Extensions} {AspNetCore}", path => IsRuntime(path) || IsAspNetCore(path) || IsOneOf(path, Ours));

    // Before and while it moves to this library.
    private static readonly ProjectKind PrometheusNet = new(
        $"{Core} {Extensions} {AspNetCore}", path => IsRuntime(path) || IsAspNetCore(path) || IsPrometheusNet(path));

    private static readonly ProjectKind Migration = new(
        $"{Core} {Extensions} {AspNetCore}",
        path => IsRuntime(path) || IsAspNetCore(path) || IsPrometheusNet(path) || IsOneOf(path, Ours),
        Repository.PathOf("docs", "migration", "StaticMetrics.cs"));

    private static readonly ProjectKind Bridge = new(
        $"{Core} {Extensions} {AspNetCore}",
        path => IsRuntime(path) || IsAspNetCore(path) || IsPrometheusNet(path) || IsOneOf(path, Ours));

    private static readonly ProjectKind Tests = new($"{Core} Xunit", _ => true);

    private readonly MetadataReference[] _references;

    private ProjectKind(string usings, Func<string, bool> isReferenced, params string[] sourceFiles)
    {
        SourceFiles = sourceFiles;
        ImplicitUsings = string.Concat(usings.Split(' ').Select(name => $"global using global::{name};\n"));
        _references = [.. References.Where(reference => isReferenced(reference.Key)).Select(reference => reference.Value)];
    }

    public string ImplicitUsings { get; }

    /// <summary>The files that the project has beside those of the page.</summary>
    public IReadOnlyList<string> SourceFiles { get; }

    public IReadOnlyList<MetadataReference> MetadataReferences => _references;

    /// <summary>Returns the project of a page: a package's README is for those who reference that package, and the rest of the
    /// documentation for web applications.</summary>
    public static ProjectKind Of(string page) => page.Replace('\\', '/') switch
    {
        "src/Metrics.Abstractions/README.md" => Library,
        "src/Metrics.Core/README.md" => Console,
        "src/Metrics.Hosting/README.md" => Worker,
        "src/Metrics.PrometheusNet/README.md" or "docs/prometheus-net-registry.md" => Bridge,
        "src/Metrics.Testing/README.md" or "docs/testing.md" => Tests,
        "docs/migrating-from-prometheus-net.md" => Migration,
        _ => Web,
    };

    /// <summary>Returns the project of a program that a block begins.</summary>
    public static ProjectKind Of(CodeBlock block) => block.Info == "program prometheus-net" ? PrometheusNet : Migration;

    private static bool IsPrometheusNet(string path) => IsOneOf(path, "Prometheus.NetStandard", "Prometheus.AspNetCore");

    private static bool IsRuntime(string path) => path.Contains("Microsoft.NETCore.App", StringComparison.Ordinal);

    private static bool IsAspNetCore(string path) =>
        path.Contains("Microsoft.AspNetCore.App", StringComparison.Ordinal)
        || IsExtension(path)
        || Path.GetFileName(path).StartsWith("Grpc.AspNetCore.", StringComparison.Ordinal);

    private static bool IsExtension(string path) => Path.GetFileName(path).StartsWith("Microsoft.Extensions.", StringComparison.Ordinal);

    private static bool IsOneOf(string path, params string[] names) => names.Contains(Path.GetFileNameWithoutExtension(path));
}
