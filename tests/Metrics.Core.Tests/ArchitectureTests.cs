using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using PrometheusMetrics.Registry;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests;

/// <summary>The layers and components of the library, and the types that each must not use.</summary>
public partial class ArchitectureTests
{
    private const string Collectors = "PrometheusMetrics.Collectors";
    private const string Export = "PrometheusMetrics.Export";
    private const string Exposition = "PrometheusMetrics.Exposition";
    private const string Factory = "PrometheusMetrics.MetricFactory";
    private const string Instruments = "PrometheusMetrics.Instruments";
    private const string Linting = "PrometheusMetrics.Linting";
    private const string Pushgateway = "PrometheusMetrics.Pushgateway";
    private const string Registry = "PrometheusMetrics.MetricRegistry";
    private const string RegistryParts = "PrometheusMetrics.Registry";
    private const string Streaming = "PrometheusMetrics.Streaming";
    private const string Textfile = "PrometheusMetrics.Textfile";

    private static readonly Assembly Core = typeof(MetricRegistry).Assembly;
    private static readonly Assembly Abstractions = typeof(IMetricFactory).Assembly;
    private static readonly Type[] DisposedOnce = [typeof(DurationTimer), typeof(InProgressTracker)];

    /// <summary>A namespace or type, and namespaces or types that nothing in it may use.</summary>
    public static TheoryData<string, string[]> Components => new()
    {
        {
            Exposition,
            [
                Instruments, RegistryParts, Registry, Factory, Export, Pushgateway, Textfile,
                "System.IO.Stream", "System.IO.Pipelines", "System.Net",
            ]
        },
        { Streaming, [Instruments, RegistryParts, Registry, Exposition, Linting, Export, "System.Net"] },
        { Instruments, [Exposition, Linting, RegistryParts, Registry, Factory, Export, Pushgateway, Textfile, "System.Net"] },
        { RegistryParts, [Instruments, Exposition, Linting, Factory, Export, Pushgateway, Textfile, "System.Net"] },
        { Registry, [Instruments, Exposition, Factory, Export, Pushgateway, Textfile, "System.Net"] },
        { Linting, [Instruments, Exposition, Factory, Export, Pushgateway, Textfile, "System.Net"] },
        { Factory, [Exposition, Export, Pushgateway, Textfile, "System.Net"] },
        { Export, [Instruments, RegistryParts, Registry, Factory, "System.Net"] },
        { Pushgateway, [Instruments, RegistryParts, Registry, Factory, Textfile] },
        { Textfile, [Instruments, RegistryParts, Registry, Factory, Pushgateway, "System.Net"] },
        {
            Collectors,
            [
                "System.Diagnostics.Tracing", "System.Diagnostics.ProcessThread", "System.Diagnostics.ProcessThreadCollection",
                Instruments, Exposition, RegistryParts, Registry, Factory, Export, Pushgateway, Textfile, "System.Net",
            ]
        },
    };

    [Theory]
    [MemberData(nameof(Components))]
    public void A_component_uses_only_what_it_may(string component, string[] forbidden)
    {
        var types = Core.GetTypes().Where(type => IsIn(type, component)).ToList();

        Assert.NotEmpty(types);
        Assert.Empty(
            from type in types
            from used in TypeUsage.Of(type)
            where forbidden.Any(name => IsIn(used, name))
            select $"{type} uses {used}");
    }

    // Atomics, dictionaries and HTTP belong in Core. Timers and trackers are the exception: they guard their disposal.
    [Fact]
    public void The_contracts_use_no_atomics_dictionaries_or_HTTP() => Assert.Empty(
        from type in Abstractions.GetTypes()
        from used in TypeUsage.Of(type)
        where IsIn(used, "System.Net") || (IsIn(used, "System.Threading.Interlocked") && !DisposedOnce.Contains(type))
            || IsIn(used, "System.Collections.Concurrent")
            || used == typeof(Dictionary<,>) || IsIn(used, "System.Threading.Lock")
        select $"{type} uses {used}");

    // A test with threads alone would not prove it: they rarely dispose at the same moment.
    [Fact]
    public void What_is_disposed_once_is_guarded_by_an_interlocked_operation() =>
        Assert.All(DisposedOnce, type => Assert.Contains(typeof(Interlocked), TypeUsage.Of(type)));

    // Principle 1
    [Fact]
    public void The_contracts_hold_no_static_state() => Assert.Empty(
        from type in Abstractions.GetTypes()
        where !type.IsDefined(typeof(CompilerGeneratedAttribute))
        from field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        where !field.IsInitOnly && !field.IsLiteral
        select $"{type}.{field.Name}");

    //
    [Theory]
    [InlineData("Metrics.Abstractions")]
    [InlineData("Metrics.Core", "Metrics.Abstractions")]
    [InlineData("Metrics.Testing", "Metrics.Abstractions", "Metrics.Core")]
    public void Core_depends_on_the_framework_alone(string name, params string[] own)
    {
        var framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var others = Assembly.Load(name).GetReferencedAssemblies()
            .Select(reference => reference.Name!)
            .Where(reference => !File.Exists(Path.Combine(framework, reference + ".dll")));

        Assert.Equal(own, others.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Metrics.Abstractions")]
    [InlineData("Metrics.Core", "Metrics.Abstractions")]
    [InlineData("Metrics.Hosting", "Metrics.Core")]
    [InlineData("Metrics.AspNetCore", "Metrics.Hosting")]
    [InlineData("Metrics.Testing", "Metrics.Core")]
    [InlineData("Metrics.PrometheusNet", "Metrics.Hosting")]
    public void A_layer_references_the_layer_below_it_only(string name, params string[] below)
    {
        var references = Project(name)
            .Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));

        Assert.Equal(below, references);
    }

    [Theory]
    [InlineData("Metrics.Abstractions", "", false)]
    [InlineData("Metrics.Core", "", false)]
    [InlineData("Metrics.Hosting", "Microsoft.Extensions.", false)]
    [InlineData("Metrics.AspNetCore", "", true)]
    [InlineData("Metrics.Testing", "", false)]
    [InlineData("Metrics.PrometheusNet", "prometheus-net", false)]
    public void Packages_are_those_that_the_assembly_may_have(string name, string prefix, bool web)
    {
        var packages = Project(name).Descendants("PackageReference").Select(package => package.Attribute("Include")!.Value).ToList();

        Assert.Equal(prefix.Length > 0, packages.Count > 0);
        Assert.All(packages, package => Assert.StartsWith(prefix, package, StringComparison.Ordinal));
        Assert.Equal(web, Project(name).Descendants("FrameworkReference").Any());
    }

    [Theory]
    [InlineData("Metrics.Abstractions")]
    [InlineData("Metrics.Core")]
    [InlineData("Metrics.Hosting")]
    [InlineData("Metrics.AspNetCore")]
    [InlineData("Metrics.Testing")]
    [InlineData("Metrics.PrometheusNet")]
    public void Internals_are_visible_to_tests_and_benchmarks_only(string name)
    {
        var friends = Project(name).Descendants("InternalsVisibleTo").Select(friend => friend.Attribute("Include")!.Value);
        Assert.All(friends, friend => Assert.Contains(friend, new[] { name + ".Tests", "Metrics.Benchmarks" }));

        var sources = Directory.EnumerateFiles(Repository.PathOf("src", name), "*.cs", SearchOption.AllDirectories);
        Assert.All(sources, source => Assert.DoesNotContain("InternalsVisibleTo", File.ReadAllText(source), StringComparison.Ordinal));
    }

    // seconds, and no other unit of time.
    [Fact]
    public void No_public_name_has_another_unit_of_time() => Assert.Empty(
        from type in Core.GetExportedTypes().Concat(Abstractions.GetExportedTypes())
        from member in type.GetMembers()
        where OtherUnits().IsMatch(member.Name)
        select $"{type}.{member.Name}");

    // Proves that the search for uses finds them, so that an empty list is a result.
    [Fact]
    public void Uses_are_found_in_members_and_in_bodies()
    {
        var known = TypeUsage.Of(typeof(Known));

        Assert.Superset(
            new HashSet<Type>
            {
                typeof(Version), typeof(Uri), typeof(Random), typeof(FormatException), typeof(Half), typeof(Lazy<>), typeof(Guid),
                typeof(Environment), typeof(IProgress<>), typeof(Index), typeof(Range),
            },
            known.ToHashSet());
        Assert.Contains(typeof(InstrumentCache), TypeUsage.Of(typeof(MetricFactory)));
        Assert.Contains(typeof(NameReservations), TypeUsage.Of(typeof(MetricRegistry)));
    }

    private static bool IsIn(Type type, string component) =>
        type.FullName is { } name
        && (name == component
            || name.StartsWith(component + ".", StringComparison.Ordinal)
            || name.StartsWith(component + "+", StringComparison.Ordinal));

    private static XDocument Project(string name) => XDocument.Load(Repository.PathOf("src", name, name + ".csproj"));

    [GeneratedRegex("Milli|Micro|Nano|Minute|Hour")]
    private static partial Regex OtherUnits();

    // One type for each kind of use.
    private sealed class Known : IProgress<Version>
    {
        private readonly Uri[] _field = [];

        public void Report(Version value)
        {
            try
            {
                var local = Random.Shared;
                _ = local.Next() + _field.Length + Environment.ProcessorCount + typeof(Half).GetHashCode();
                _ = Enumerable.Empty<Guid>().Any();
            }
            catch (FormatException)
            {
            }
        }

        public Lazy<Index> Generic(Range parameter) => throw new NotSupportedException($"{parameter}");
    }
}
