using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments.Native;

public class NativeOptionsTests : EngineTest
{
    public static IReadOnlyDictionary<string, (NativeHistogramOptions Options, string Refusal)> Illegal { get; } =
        new Dictionary<string, (NativeHistogramOptions, string)>
        {
            ["factor of 1"] = (new() { GrowthFactor = 1 }, "Native.GrowthFactor of 'h' must be more than 1"),
            ["factor below 1"] = (new() { GrowthFactor = 0.5 }, "Native.GrowthFactor of 'h' must be more than 1"),
            ["factor of NaN"] = (new() { GrowthFactor = double.NaN }, "Native.GrowthFactor of 'h' must be more than 1"),
            ["negative threshold"] = (new() { ZeroThreshold = -1 }, "Native.ZeroThreshold of 'h' must be zero or more"),
            ["infinite threshold"] = (
            new() { ZeroThreshold = double.PositiveInfinity }, "Native.ZeroThreshold of 'h' must be zero or more, and finite"),
            ["threshold of NaN"] = (new() { ZeroThreshold = double.NaN }, "Native.ZeroThreshold of 'h' must be zero or more, and finite"),
            ["negative limit"] = (new() { MaxBuckets = -1 }, "Native.MaxBuckets of 'h' must be zero or more: zero for no limit"),
            ["negative reset duration"] = (
            new() { MinResetDuration = TimeSpan.FromTicks(-1) }, "Native.MinResetDuration of 'h' must be zero or more"),
            ["negative widest threshold"] = (new() { MaxZeroThreshold = -1 }, "Native.MaxZeroThreshold of 'h' must be zero or more"),
            ["infinite widest threshold"] = (
            new() { MaxZeroThreshold = double.PositiveInfinity }, "Native.MaxZeroThreshold of 'h' must be zero or more, and finite"),
            ["widest threshold of NaN"] = (
            new() { MaxZeroThreshold = double.NaN }, "Native.MaxZeroThreshold of 'h' must be zero or more, and finite"),
            ["negative exemplars"] = (new() { MaxExemplars = -1 }, "Native.MaxExemplars of 'h' must be 0 to 100"),
            ["too many exemplars"] = (new() { MaxExemplars = 101 }, "Native.MaxExemplars of 'h' must be 0 to 100"),
            ["no time to live"] = (new() { ExemplarTimeToLive = TimeSpan.Zero }, "Native.ExemplarTimeToLive of 'h' must be more than zero"),
        };

    public static TheoryData<string> Names => [.. Illegal.Keys];

    // Each has another effect than the defaults.
    public static IReadOnlyDictionary<string, NativeHistogramOptions> Others { get; } = new Dictionary<string, NativeHistogramOptions>
    {
        ["schema 4"] = new() { GrowthFactor = 1.05 },
        ["schema 3, zero threshold 0,"] = new() { ZeroThreshold = 0 },
        ["max buckets 100"] = new() { MaxBuckets = 100 },
        ["min reset duration 00:10:00"] = new() { MinResetDuration = TimeSpan.FromMinutes(10) },
        ["max zero threshold 0.5"] = new() { MaxZeroThreshold = 0.5 },
        ["max exemplars 0"] = new() { MaxExemplars = 0 },
        ["exemplar time to live 00:01:00"] = new() { ExemplarTimeToLive = TimeSpan.FromMinutes(1) },
    };

    public static TheoryData<string> Differences => [.. Others.Keys];

    // R-283, Principle 5
    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_illegal_is_refused_at_creation(string name)
    {
        var (options, refusal) = Illegal[name];

        var exception = Assert.Throws<ArgumentOutOfRangeException>("options", () => Create(options));

        Assert.Contains(refusal, exception.Message, StringComparison.Ordinal);
        Assert.Empty(Scrape.Lines(Registry));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_illegal_is_refused_also_where_the_name_exists(string name)
    {
        Create(new());

        Assert.Throws<ArgumentOutOfRangeException>("options", () => Create(Illegal[name].Options));
    }

    //
    [Theory]
    [MemberData(nameof(Differences))]
    public void Other_native_options_are_another_shape(string difference)
    {
        Create(new());

        var halves = Assert.Throws<InvalidOperationException>(() => Create(Others[difference])).Message.Split(" Requested: ");
        Assert.DoesNotContain(difference, halves[0], StringComparison.Ordinal);
        Assert.Contains(difference, halves[1], StringComparison.Ordinal);
    }

    //
    [Fact]
    public void With_and_without_native_buckets_are_two_shapes()
    {
        Create(new());
        Factory.CreateHistogram("classic", "", new HistogramOptions { Buckets = [] });

        Assert.Throws<InvalidOperationException>(() => Factory.CreateHistogram("h", ""));
        Assert.Throws<InvalidOperationException>(() => Factory.CreateHistogram("h", "", new HistogramOptions { Buckets = [] }));
        Assert.Throws<InvalidOperationException>(
            () => Factory.CreateHistogram("h", "", new HistogramOptions { Buckets = [1], Native = new() }));
        Assert.Throws<InvalidOperationException>(() => Factory.CreateHistogram("classic", "", new HistogramOptions { Native = new() }));
    }

    [Fact]
    public void Options_of_the_same_effect_give_the_same_histogram()
    {
        var histogram = Create(new());

        Assert.Same(histogram, Create(new() { GrowthFactor = 1.0906, ZeroThreshold = Math.Pow(2, -128) }));
        Assert.Same(histogram, Factory.CreateHistogram("h", "", new HistogramOptions { Buckets = [], Native = new() }));
    }

    [Fact]
    public void Asking_again_allocates_nothing()
    {
        var options = new HistogramOptions { Native = new() };
        Factory.CreateHistogram("h", "", options);

        Assert.Equal(0, Allocations.OfThousandCalls(() => Factory.CreateHistogram("h", "", options)));
    }

    // The options belong to the caller, who may change them afterwards.
    [Fact]
    public void The_callers_options_are_copied()
    {
        var options = new NativeHistogramOptions { MaxBuckets = 1, GrowthFactor = 2 };
        var histogram = Create(options);
        options.MaxBuckets = 0;

        histogram.Observe(1);
        histogram.Observe(2);

        Assert.Contains("schema:-1", Assert.Single(Scrape.Lines(Registry)), StringComparison.Ordinal);
    }

    private IHistogram Create(NativeHistogramOptions native) => Factory.CreateHistogram("h", "", new HistogramOptions { Native = native });
}
