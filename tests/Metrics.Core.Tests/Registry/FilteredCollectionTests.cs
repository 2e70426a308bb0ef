using PrometheusMetrics.Collection;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Registry;

/// <summary>Collections of the families for which a condition holds.</summary>
public class FilteredCollectionTests : EngineTest
{
    private static readonly MetricDescriptor A = new(MetricType.Gauge, "a", "");
    private static readonly MetricDescriptor B = new(MetricType.Gauge, "b", "");

    [Fact]
    public void Of_a_collector_with_several_families_the_wanted_ones_are_reported()
    {
        Registry.Register(TestCollector.OfGauge("c"));
        Registry.Register(Collector([A, B], []));

        Assert.Equal(["b 1"], Lines(family => family.Name == "b"));
        Assert.Equal(["b 1", "c 1"], Lines(family => family.Name is "b" or "c"));
    }

    [Fact]
    public void A_collector_without_wanted_families_is_not_called()
    {
        List<CollectionRequest> calls = [];
        Registry.Register(Collector([A], calls));
        Registry.Register(Collector([B], calls));

        Assert.Equal(["b 1"], Lines(family => family.Name == "b"));
        Assert.Single(calls);
    }

    // Several readers may share a call, so it reports everything.
    [Fact]
    public void A_collector_does_not_see_the_condition()
    {
        List<CollectionRequest> calls = [];
        Registry.Register(Collector([A], calls));

        Lines(family => family.Name == "a");

        Assert.True(Assert.Single(calls).WantsAll);
    }

    [Fact]
    public void The_report_of_a_collector_without_descriptors_is_filtered()
    {
        Registry.Register(TestCollector.Unchecked(A, B));

        Assert.Equal(["b 1"], Lines(family => family.Name == "b"));
    }

    [Fact]
    public void A_family_of_several_collectors_is_reported_whole()
    {
        Factory.WithConstantLabels(("part", "1")).CreateObservableGauge("shared", "", () => 1);
        Factory.WithConstantLabels(("part", "2")).CreateObservableGauge("shared", "", () => 1);
        Registry.Register(TestCollector.OfGauge("c"));

        Assert.Equal(["shared{part=\"1\"} 1", "shared{part=\"2\"} 1"], Lines(family => family.Name == "shared"));
    }

    [Fact]
    public void A_family_of_several_collectors_is_sorted_among_the_others()
    {
        Registry.Register(TestCollector.OfGauge("z"));
        Factory.WithConstantLabels(("part", "2")).CreateObservableGauge("shared", "", () => 1);
        Factory.WithConstantLabels(("part", "1")).CreateObservableGauge("shared", "", () => 1);
        Registry.Register(TestCollector.OfGauge("a"));

        Assert.Equal(["a 1", "shared{part=\"2\"} 1", "shared{part=\"1\"} 1", "z 1"], Lines(_ => true));
    }

    [Fact]
    public void Instruments_and_families_of_one_value_are_filtered()
    {
        Factory.CreateCounter("a", "", "x").WithLabels("1").Inc();
        Factory.CreateGauge("b", "").Set(1);
        Factory.CreateObservableGauge("c", "", () => 1);

        Assert.Equal(["c 1"], Lines(family => family.Name == "c"));
        Assert.Equal(["a_total{x=\"1\"} 1", "b 1"], Lines(family => family.Name is "a_total" or "b"));
    }

    [Fact]
    public void Names_and_condition_apply_together()
    {
        Registry.Register(Collector([A, B], []));
        var names = new HashSet<string> { "a" };

        Assert.Equal(["a 1"], Lines(new CollectionRequest { Names = names, Filter = family => family.Name is "a" or "b" }));
        Assert.Empty(Lines(new CollectionRequest { Names = names, Filter = family => family.Name == "b" }));
    }

    // The condition gets names as they were registered.
    [Theory]
    [InlineData(NameEscaping.AllowUtf8)]
    [InlineData(NameEscaping.Underscores)]
    [InlineData(NameEscaping.Values)]
    public void Names_are_not_escaped_yet(NameEscaping escaping)
    {
        using var registry = new MetricRegistry(new MetricRegistryOptions { NameValidation = NameValidation.Utf8 });
        new MetricFactory(registry).CreateGauge("a.b", "").Set(1);
        registry.Register(TestCollector.Unchecked(new MetricDescriptor(MetricType.Gauge, "c.d", "")));
        var visitor = new RecordingVisitor();

        using var reader = registry.Read(new() { Escaping = escaping, Filter = family => family.Name is "a.b" or "c.d" });
        while (reader.Read(visitor))
        {
        }

        Assert.Equal(["a.b 1", "c.d 1"], visitor.Lines);
    }

    private static NotingCollector Collector(MetricDescriptor[] families, List<CollectionRequest> calls) => new(families, calls);

    private IReadOnlyList<string> Lines(Func<MetricDescriptor, bool> filter) => Lines(new CollectionRequest { Filter = filter });

    private IReadOnlyList<string> Lines(CollectionRequest request)
    {
        var visitor = new RecordingVisitor();
        using var reader = Registry.Read(request);
        while (reader.Read(visitor))
        {
        }

        return [.. visitor.Lines];
    }

    private sealed class NotingCollector(MetricDescriptor[] families, List<CollectionRequest> calls) : ICollector
    {
        public IReadOnlyList<MetricDescriptor> Descriptors => families;

        public void Collect(MetricVisitor visitor, in CollectionRequest request)
        {
            calls.Add(request);
            foreach (var family in families)
            {
                visitor.BeginFamily(family);
                visitor.Gauge(LabelSet.Empty, new GaugeSample(1));
                visitor.EndFamily();
            }
        }
    }
}
