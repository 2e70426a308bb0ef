using System.Reflection;
using PublicApiGenerator;

namespace PrometheusMetrics.Tests.Support;

/// <summary>
/// Compares the public API of an assembly with the text that was approved. The build compares <c>PublicAPI.Unshipped.txt</c> with the
/// members; this text also has what that list leaves out: constraints, base types, modifiers and attributes.
/// </summary>
internal static class PublicApi
{
    private static readonly ApiGeneratorOptions Options = new()
    {
        // Extension methods for hosts and web applications are in namespaces of Microsoft.
        DenyNamespacePrefixes = [],

        // It says where the sources were fetched from, which differs between clones.
        ExcludeAttributes = [typeof(AssemblyMetadataAttribute).FullName!],
    };

    // Each collides with a name of the framework that a user has in scope.
    private static readonly string[] ForbiddenNames = ["Metrics", "Timer", "ITimer", "MetricsOptions", "IMetricsBuilder", "AddMetrics"];

    /// <summary>Fails, with a command that approves the new text, if the API differs from <c>PublicApi.approved.txt</c> of the test
    /// project.</summary>
    public static void RequireApproved(Assembly assembly)
    {
        var project = $"{assembly.GetName().Name}.Tests";
        var approved = Repository.PathOf("tests", project, "PublicApi.approved.txt");
        var received = Path.Combine(AppContext.BaseDirectory, "PublicApi.received.txt");
        File.WriteAllText(received, assembly.GeneratePublicApi(Options) + "\n");
        Assert.True(
            File.ReadAllText(approved) == File.ReadAllText(received),
            $"The public API has changed: diff {approved} {received}\nIf that is meant: cp {received} {approved}");
    }

    /// <summary>Fails if a public type or method has a name that collides with the framework's.</summary>
    public static void RequireNoForbiddenNames(Assembly assembly)
    {
        var names = assembly.GetExportedTypes()
            .SelectMany(type => type.GetMembers().Select(member => member.Name).Append(type.Name.Split('`')[0]));
        Assert.Empty(names.Intersect(ForbiddenNames, StringComparer.Ordinal));
    }
}
