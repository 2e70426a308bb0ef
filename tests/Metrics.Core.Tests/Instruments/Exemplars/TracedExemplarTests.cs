using System.Diagnostics;

namespace PrometheusMetrics.Tests.Instruments.Exemplars;

/// <summary>Exemplars from the current trace.</summary>
public sealed class TracedExemplarTests : ExemplarTest
{
    private static readonly ExemplarOptions FromActivity = new() { FromActivity = true };

    // R-182
    [Fact]
    public void A_recorded_trace_is_named_by_its_ids()
    {
        var counter = Counter(FromActivity);
        var histogram = Histogram(FromActivity, 1, 2);

        using var tracing = new Tracing();
        counter.Inc();
        histogram.Observe(1.5);

        Assert.Equal($"1 # {{{tracing.Labels}}} 1 {Now}", Shown("x_total"));
        Assert.Equal($"1 # {{{tracing.Labels}}} 1.5 {Now}", Shown("h_bucket{le=\"2.0\"}"));
        Assert.Equal("1", Shown("h_bucket{le=\"+Inf\"}"));
    }

    [Fact]
    public void An_increment_by_a_value_is_an_example_too()
    {
        var counter = Counter(FromActivity);

        using var tracing = new Tracing();
        counter.Inc(2.5);

        Assert.Equal($"2.5 # {{{tracing.Labels}}} 2.5 {Now}", Shown("x_total"));
    }

    // A trace that is not recorded cannot be looked up.
    [Theory]
    [InlineData(ActivitySamplingResult.AllDataAndRecorded, true)]
    [InlineData(ActivitySamplingResult.AllData, false)]
    [InlineData(ActivitySamplingResult.PropagationData, false)]
    public void Only_a_recorded_trace_counts(ActivitySamplingResult sampling, bool shown)
    {
        var counter = Counter(FromActivity);

        using var tracing = new Tracing(sampling);
        Assert.NotNull(Activity.Current);
        counter.Inc();

        Assert.Equal(shown ? $"1 # {{{tracing.Labels}}} 1 {Now}" : "1", Shown("x_total"));
    }

    [Fact]
    public void Without_a_trace_there_is_none()
    {
        Counter(FromActivity).Inc();

        Assert.Equal("1", Shown("x_total"));
    }

    [Fact]
    public void An_id_of_another_format_than_W3C_is_none()
    {
        var counter = Counter(FromActivity);

        using var activity = new Activity("old") { ActivityTraceFlags = ActivityTraceFlags.Recorded }
            .SetIdFormat(ActivityIdFormat.Hierarchical)
            .Start();
        Assert.Same(activity, Activity.Current);
        counter.Inc();

        Assert.Equal("1", Shown("x_total"));
    }

    [Fact]
    public void None_by_default()
    {
        var counter = Counter();
        var histogram = Histogram(new ExemplarOptions { MinInterval = TimeSpan.Zero }, 1);

        using var tracing = new Tracing();
        counter.Inc();
        histogram.Observe(1);
        histogram.ObserveWithExemplar(1, ("a", "b"));
        histogram.Observe(1);

        Assert.Equal("1", Shown("x_total"));
        Assert.Equal($"3 # {{a=\"b\"}} 1 {Now}", Shown("h_bucket{le=\"1.0\"}"));
    }

    [Fact]
    public void A_registry_may_ask_for_all_and_an_instrument_refuse()
    {
        using var registry = new MetricRegistry(new MetricRegistryOptions { ExemplarsFromActivity = true });
        var factory = new MetricFactory(registry, Clock);
        var counter = factory.CreateCounter("x", "");
        var histogram = factory.CreateHistogram(
            "h", "", new HistogramOptions { Buckets = [1], Exemplars = new ExemplarOptions { MinInterval = TimeSpan.Zero } });
        var refused = factory.CreateCounter("no", "", new CounterOptions { Exemplars = new ExemplarOptions { FromActivity = false } });

        using var tracing = new Tracing();
        counter.Inc();
        histogram.Observe(1);
        refused.Inc();

        Assert.Equal($"1 # {{{tracing.Labels}}} 1 {Now}", Shown(registry, "x_total"));
        Assert.Equal($"1 # {{{tracing.Labels}}} 1 {Now}", Shown(registry, "h_bucket{le=\"1.0\"}"));
        Assert.Equal("1", Shown(registry, "no_total"));
    }

    // R-381
    [Fact]
    public void Summaries_and_gauges_have_none_whatever_the_registry_asks_for()
    {
        using var registry = new MetricRegistry(new MetricRegistryOptions { ExemplarsFromActivity = true });
        var factory = new MetricFactory(registry, Clock);

        using var tracing = new Tracing();
        factory.CreateSummary("s", "").Observe(1);
        factory.CreateGauge("g", "").Set(1);

        Assert.DoesNotContain(" # ", Text(registry), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_given_by_hand_goes_first()
    {
        var counter = Counter(FromActivity);

        using var tracing = new Tracing();
        counter.IncWithExemplar(1, ("a", "b"));

        Assert.Equal($"1 # {{a=\"b\"}} 1 {Now}", Shown("x_total"));
    }

    [Fact]
    public void What_is_given_by_hand_and_ill_formed_is_not_replaced_by_the_trace()
    {
        var counter = Counter(FromActivity);

        using var tracing = new Tracing();
        counter.IncWithExemplar(1, ("le", "b"));

        Assert.Equal("1", Shown("x_total"));
        Assert.Equal(1, Dropped("x_total"));
    }

    [Fact]
    public void The_interval_holds_for_traces_too()
    {
        var histogram = Histogram(FromActivity, 1, 2);

        using var first = new Tracing();
        histogram.Observe(0.5);
        using var second = new Tracing();
        histogram.Observe(0.25);
        histogram.Observe(1.5);
        Assert.Equal($"2 # {{{first.Labels}}} 0.5 {Now}", Shown("h_bucket{le=\"1.0\"}"));
        Assert.Equal($"3 # {{{second.Labels}}} 1.5 {Now}", Shown("h_bucket{le=\"2.0\"}"));

        Clock.Advance(TimeSpan.FromSeconds(1));
        histogram.Observe(0.25);
        Assert.Equal($"3 # {{{second.Labels}}} 0.25 1767225601", Shown("h_bucket{le=\"1.0\"}"));
    }

    // No exemplar was passed, so none was dropped.
    [Fact]
    public void NaN_takes_no_trace_and_counts_none_as_dropped()
    {
        var histogram = Histogram(FromActivity, 1);

        using var tracing = new Tracing();
        histogram.Observe(double.NaN);
        Assert.Equal("0", Shown("h_bucket{le=\"+Inf\"}"));
        Assert.Null(Dropped("h"));

        histogram.Observe(2);
        Assert.Equal($"1 # {{{tracing.Labels}}} 2 {Now}", Shown("h_bucket{le=\"+Inf\"}"));
    }

    [Fact]
    public void A_refused_increment_takes_no_trace()
    {
        var counter = Counter(FromActivity);

        using var tracing = new Tracing();
        Assert.Throws<ArgumentOutOfRangeException>("value", () => counter.Inc(-1));

        Assert.Equal("0", Shown("x_total"));
    }
}
