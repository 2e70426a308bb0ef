using System.CodeDom.Compiler;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Shop;

public class NamespaceTests
{
    private static readonly string[] NamespacesOfExtensions = ["Microsoft.AspNetCore.Builder", "Microsoft.Extensions.DependencyInjection"];

    // A namespace Metrics hides the simple name in every project that references us (CS0234), even if all types in it are internal.
    [Theory]
    [InlineData("Metrics.Abstractions")]
    [InlineData("Metrics.Core")]
    [InlineData("Metrics.Hosting")]
    [InlineData("Metrics.AspNetCore")]
    [InlineData("Metrics.Testing")]
    [InlineData("Metrics.PrometheusNet")]
    public void Every_namespace_begins_with_PrometheusMetrics_or_is_one_of_extension_methods(string assembly)
    {
        var types = Assembly.Load(assembly).GetTypes().Where(type => !IsGenerated(type)).ToList();

        Assert.NotEmpty(types);
        Assert.Empty(types.Where(type => !IsOurs(type.Namespace)).Select(type => type.FullName));
    }

    private static bool IsOurs(string? name) =>
        name is not null
        && (name == "PrometheusMetrics"
            || name.StartsWith("PrometheusMetrics.", StringComparison.Ordinal)
            || NamespacesOfExtensions.Contains(name));

    private static bool IsGenerated(Type type) =>
        type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false)
        || type.IsDefined(typeof(GeneratedCodeAttribute), inherit: false)
        || (type.DeclaringType is { } outer && IsGenerated(outer));
}
