using System.Reflection;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests;

/// <summary>The factory's interface is small, so that a new kind of instrument breaks no implementation of it.</summary>
public class MetricFactoryContractTests
{
    [Fact]
    public void The_interface_names_no_kind_of_instrument()
    {
        var members = typeof(IMetricFactory).GetMembers();

        Assert.InRange(members.Length, 1, 6);
        Assert.Empty(
            from method in members.OfType<MethodInfo>()
            from type in method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType)
            where !type.IsGenericParameter
                && (type.IsSubclassOf(typeof(InstrumentOptions)) || type.GetGenericArguments().Contains(typeof(ICounter)))
            select $"{method.Name} names {type.Name}");
    }

    // A test double that is written against the interface alone serves every extension method, those of later versions too.
    [Fact]
    public void A_test_double_of_four_methods_serves_every_extension_method()
    {
        var factory = new RecordingFactory();
        var options = new StateSetOptions { States = ["on"] };

        Check(factory.CreateCounter("x", "h"), "ICounter x h");
        Check(factory.CreateCounter("x", "h", "a", "b"), "ICounter x h a b");
        Check(factory.CreateCounter("x", "h", ["a"], new CounterOptions()), "ICounter x h a");
        Check(factory.CreateGauge("x", "h"), "IGauge x h");
        Check(factory.CreateGauge("x", "h", "a"), "IGauge x h a");
        Check(factory.CreateGauge("x", "h", ["a"], null), "IGauge x h a");
        Check(factory.CreateHistogram("x", "h"), "IHistogram x h");
        Check(factory.CreateHistogram("x", "h", "a"), "IHistogram x h a");
        Check(factory.CreateHistogram("x", "h", ["a"], null), "IHistogram x h a");
        Check(factory.CreateSummary("x", "h"), "ISummary x h");
        Check(factory.CreateSummary("x", "h", "a"), "ISummary x h a");
        Check(factory.CreateSummary("x", "h", ["a"], null), "ISummary x h a");
        Check(factory.CreateInfo("x", "h"), "IInfo x h");
        Check(factory.CreateInfo("x", "h", "a"), "IInfo x h a");
        Check(factory.CreateInfo("x", "h", ["a"], null), "IInfo x h a");
        Check(factory.CreateStateSet("x", "h", options), "IStateSet x h");
        Check(factory.CreateStateSet("x", "h", ["a"], options), "IStateSet x h a");
        Check(factory.CreateStateSet<DayOfWeek>("x", "h"), "IStateSet`1 x h");
        Check(factory.CreateStateSet<DayOfWeek>("x", "h", "a"), "IStateSet`1 x h a");
        Check(factory.CreateStateSet<DayOfWeek>("x", "h", ["a"], null), "IStateSet`1 x h a");
        Check(factory.CreateObservableCounter("x", "h", () => 1, "bytes"), "Counter x h  in bytes");
        Check(factory.CreateObservableCounter("x", "h", ["a"], report => report(1, "b")), "Counter x h a in ");
        Check(factory.CreateObservableGauge("x", "h", () => 1), "Gauge x h  in ");
        Check(factory.CreateObservableGauge("x", "h", ["a"], report => report(1, "b"), "bytes"), "Gauge x h a in bytes");

        void Check(object created, string asked)
        {
            Assert.NotNull(created);
            Assert.Equal(asked, factory.What);
        }
    }

    [Fact]
    public void A_kind_exists_once()
    {
        Assert.Same(InstrumentKind.Counter, InstrumentKind.Counter);
        Assert.Same(InstrumentKind.EnumStateSet<DayOfWeek>(), InstrumentKind.EnumStateSet<DayOfWeek>());
        Assert.NotSame((object)InstrumentKind.EnumStateSet<DayOfWeek>(), InstrumentKind.EnumStateSet<ConsoleColor>());
    }

    [Fact]
    public void The_options_that_are_given_reach_the_factory()
    {
        var factory = new RecordingFactory();
        var options = new HistogramOptions();

        factory.CreateHistogram("x", "h", options);
        Assert.Same(options, factory.Options);
        factory.CreateHistogram("x", "h");
        Assert.Null(factory.Options);
        factory.CreateHistogram("x", "h", ["a"], options);
        Assert.Same(options, factory.Options);
    }

    [Fact]
    public void Null_is_refused()
    {
        IMetricFactory none = null!;

        Assert.Throws<ArgumentNullException>("factory", () => none.CreateCounter("x", ""));
        Assert.Throws<ArgumentNullException>("factory", () => none.CreateGauge("x", "", "a"));
        Assert.Throws<ArgumentNullException>("factory", () => none.CreateObservableGauge("x", "", () => 1));
        Assert.Throws<ArgumentNullException>("options", () => NullMetricFactory.Instance.CreateStateSet("x", "", null!));
        Assert.Throws<ArgumentNullException>("options", () => NullMetricFactory.Instance.CreateStateSet("x", "", ["a"], null!));
    }
}
