using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments;

public class HiddenUntilWrittenTests : EngineTest
{
    // Each writes what is there already, as far as the method can.
    private static readonly Dictionary<string, Action<Subjects>> Writes = new()
    {
        ["ICounter.Inc()"] = subjects => subjects.Counter.Inc(),
        ["ICounter.Inc(Double) of zero"] = subjects => subjects.Counter.Inc(0),
        ["ICounter.Inc(Double) of an integer"] = subjects => subjects.Counter.Inc(3),
        ["ICounter.Inc(Double) of a fraction"] = subjects => subjects.Counter.Inc(0.5),
        ["ICounter.IncTo(Double)"] = subjects => subjects.Counter.IncTo(0),
        ["ICounter.IncWithExemplar(Double, ReadOnlySpan`1)"] = subjects => subjects.Counter.IncWithExemplar(0, ("a", "b")),
        ["IGauge.Set(Double)"] = subjects => subjects.Gauge.Set(subjects.Gauge.Value),
        ["IGauge.Inc(Double)"] = subjects => subjects.Gauge.Inc(0),
        ["IGauge.Dec(Double)"] = subjects => subjects.Gauge.Dec(0),
        ["IGauge.SetToCurrentTime()"] = subjects => subjects.Gauge.SetToCurrentTime(),
        ["IGauge.SetToTime(DateTimeOffset)"] = subjects => subjects.Gauge.SetToTime(DateTimeOffset.UnixEpoch),
        ["IDistribution.Observe(Double) of a histogram"] = subjects => subjects.Histogram.Observe(0),
        ["IDistribution.Observe(Double) of a native histogram"] = subjects => subjects.Native.Observe(0),
        ["IDistribution.Observe(Double) of a summary"] = subjects => subjects.Summary.Observe(0),
        ["IHistogram.ObserveWithExemplar(Double, ReadOnlySpan`1)"] = subjects => subjects.Histogram.ObserveWithExemplar(0, ("a", "b")),
        ["IHistogram.ObserveWithExemplar(Double, ReadOnlySpan`1) of a native one"] =
            subjects => subjects.Native.ObserveWithExemplar(0, ("a", "b")),
        ["IInfo.Set(ReadOnlySpan`1)"] = subjects => subjects.Info.Set(),
        ["IStateSet.Set(String, Boolean)"] = subjects => subjects.States.Set("on", false),
        ["IStateSet.Switch(String)"] = subjects => subjects.States.Switch("on"),
        ["IStateSet`1.Set(TState)"] = subjects => subjects.Day.Set(DayOfWeek.Sunday),
    };

    public static TheoryData<string> AllWrites => [.. Writes.Keys];

    [Theory]
    [MemberData(nameof(AllWrites))]
    public void Every_write_shows_it_whatever_it_changes(string write)
    {
        var plain = new Subjects(Factory);
        var labelled = new Subjects(Factory, "a");
        Assert.Empty(Scrape.Lines(Registry));

        Writes[write](plain);
        Assert.Single(Families(Registry));

        Writes[write](labelled);
        Assert.Equal(2, Families(Registry).Length);
    }

    [Fact]
    public void All_methods_that_write_are_tried()
    {
        Type[] instruments =
        [
            typeof(ICounter), typeof(IGauge), typeof(IDistribution), typeof(IHistogram), typeof(ISummary), typeof(IInfo), typeof(IStateSet),
            typeof(IStateSet<>),
        ];

        var methods = from type in instruments
                      from method in type.GetMethods()
                      where method.ReturnType == typeof(void)
                      let parameters = string.Join(", ", method.GetParameters().Select(parameter => parameter.ParameterType.Name))
                      select $"{type.Name}.{method.Name}({parameters})";
        Assert.All(methods, method => Assert.Contains(Writes.Keys, write => write.StartsWith(method, StringComparison.Ordinal)));
    }

    [Fact]
    public void What_is_refused_or_dropped_is_no_write()
    {
        var subjects = new Subjects(Factory);

        Assert.Throws<ArgumentOutOfRangeException>(() => subjects.Counter.Inc(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => subjects.Counter.IncTo(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => subjects.Counter.IncWithExemplar(double.NaN));
        Assert.Throws<ArgumentException>(() => subjects.Info.Set(("1", "")));
        Assert.Throws<ArgumentException>(() => subjects.States.Set("unknown", true));
        Assert.Throws<ArgumentException>(() => subjects.States.Switch("unknown"));
        Assert.Throws<ArgumentOutOfRangeException>(() => subjects.Day.Set((DayOfWeek)77));
        subjects.Histogram.Observe(double.NaN);
        subjects.Native.Observe(double.NaN);
        subjects.Summary.Observe(double.NaN);
        subjects.Histogram.ObserveWithExemplar(double.NaN);
        Assert.Equal((0, 0), (subjects.Counter.Value, subjects.Gauge.Value));

        Assert.Empty(Families(Registry));
    }

    [Fact]
    public void An_initial_value_is_kept_and_shown_at_the_first_write()
    {
        var gauge = Factory.CreateGauge("x", "", new GaugeOptions { InitialValue = 5, HiddenUntilWritten = true });
        Assert.Equal(5, gauge.Value);

        gauge.Inc();

        Assert.Equal(["x 6"], Scrape.Lines(Registry));
    }

    [Fact]
    public void A_series_that_is_removed_is_hidden_when_it_is_created_again()
    {
        var family = Factory.CreateCounter("x_total", "", ["a"], new CounterOptions { HiddenUntilWritten = true });
        family.WithLabels("1").Inc();
        family.Remove("1");

        family.WithLabels("1");
        Assert.Empty(Scrape.Lines(Registry));

        family.WithLabelTypes<int>().WithLabels(1).Inc(0);
        Assert.Equal(["x_total{a=\"1\"} 0"], Scrape.Lines(Registry));
    }

    [Fact]
    public void It_can_be_hidden_again()
    {
        var family = Factory.CreateGauge("x", "", ["a"], new GaugeOptions { HiddenUntilWritten = true });
        family.WithLabels("1").Set(0);
        Assert.Equal(["x{a=\"1\"} 0"], Scrape.Lines(Registry));

        family.Hide("1");
        Assert.Empty(Scrape.Lines(Registry));

        family.WithLabels("1").Set(0);
        Assert.Equal(["x{a=\"1\"} 0"], Scrape.Lines(Registry));
    }

    [Fact]
    public void One_that_is_never_written_expires_and_its_first_write_still_shows_it()
    {
        var timeout = TimeSpan.FromMinutes(10);
        var family = Factory.CreateGauge("x", "", ["a"], new GaugeOptions { HiddenUntilWritten = true, IdleTimeout = timeout });
        var held = family.WithLabels("1");
        Scrape.From(Registry);
        Clock.Advance(timeout);
        Scrape.From(Registry);

        held.Set(0);

        Assert.Equal(["x{a=\"1\"} 0"], Scrape.Lines(Registry));
    }

    [Fact]
    public void The_overflow_series_is_hidden_too()
    {
        var family = Factory.CreateCounter("x_total", "", ["a"], new CounterOptions { HiddenUntilWritten = true, SeriesLimit = 1 });
        family.WithLabels("1");
        var overflow = family.WithLabels("2");
        Assert.Null(Registry.FindSampleValue("x_total", ("a", "_overflow")));

        overflow.Inc(0);

        Assert.Equal(0, Registry.GetSampleValue("x_total", ("a", "_overflow")));
    }

    [Fact]
    public void It_belongs_to_the_shape()
    {
        var options = new CounterOptions { HiddenUntilWritten = true };
        var counter = Factory.CreateCounter("x_total", "", options);
        Assert.Same(counter, Factory.CreateCounter("x_total", "", options));

        var refusal = Assert.Throws<InvalidOperationException>(() => Factory.CreateCounter("x_total", ""));

        Assert.Contains("hidden until written: \"true\" instead of \"false\"", refusal.Message, StringComparison.Ordinal);
    }

    // Without those of the registry itself, which count what was dropped.
    private static string[] Families(MetricRegistry registry) =>
    [
        .. Scrape.From(registry).Families
            .Where(family => family.Samples.Count > 0 && !family.Name.StartsWith("metrics_", StringComparison.Ordinal))
            .Select(family => family.Name),
    ];

    /// <summary>One instrument of each kind that is hidden until it is written, without labels or with one.</summary>
    private sealed class Subjects(IMetricFactory factory, string label = "")
    {
        public ICounter Counter { get; } = Create(factory, label, InstrumentKind.Counter, new CounterOptions());

        public IGauge Gauge { get; } = Create(factory, label, InstrumentKind.Gauge, new GaugeOptions());

        public IHistogram Histogram { get; } = Create(factory, label, InstrumentKind.Histogram, new HistogramOptions());

        public IHistogram Native { get; } =
            Create(factory.WithPrefix("native"), label, InstrumentKind.Histogram, new HistogramOptions { Native = new() });

        public ISummary Summary { get; } = Create(factory, label, InstrumentKind.Summary, new SummaryOptions());

        public IInfo Info { get; } = Create(factory, label, InstrumentKind.Info, new InfoOptions());

        public IStateSet States { get; } =
            Create(factory, label, InstrumentKind.StateSet, new StateSetOptions { States = ["on", "off"] });

        public IStateSet<DayOfWeek> Day { get; } =
            Create(factory.WithPrefix("enum"), label, InstrumentKind.EnumStateSet<DayOfWeek>(), new StateSetOptions());

        private static TInstrument Create<TInstrument, TOptions>(
            IMetricFactory factory, string label, InstrumentKind<TInstrument, TOptions> kind, TOptions options)
            where TInstrument : class
            where TOptions : InstrumentOptions
        {
            options.HiddenUntilWritten = true;
            var name = $"{kind.Type}_{(label.Length == 0 ? "plain" : "labelled")}";
            return label.Length == 0
                ? factory.GetOrCreate(kind, name, "", [], options).WithLabels()
                : factory.GetOrCreate(kind, name, "", [label], options).WithLabels("v");
        }
    }
}
