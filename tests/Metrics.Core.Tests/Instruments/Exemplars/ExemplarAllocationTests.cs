using System.Buffers;
using System.Diagnostics;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments.Exemplars;

/// <summary>Only an exemplar that is accepted allocates memory.</summary>
public class ExemplarAllocationTests : ExemplarTest
{
    public static TheoryData<ActivitySamplingResult> NotRecorded =>
        [ActivitySamplingResult.AllData, ActivitySamplingResult.PropagationData];

    [Fact]
    public void None_without_a_trace() => AssertNoAllocation(new ExemplarOptions { FromActivity = true, MinInterval = TimeSpan.Zero });

    [Theory]
    [MemberData(nameof(NotRecorded))]
    public void None_with_a_trace_that_is_not_recorded(ActivitySamplingResult sampling)
    {
        using var tracing = new Tracing(sampling);

        AssertNoAllocation(new ExemplarOptions { FromActivity = true, MinInterval = TimeSpan.Zero });
    }

    [Fact]
    public void None_with_a_recorded_trace_if_the_family_does_not_sample_activities()
    {
        using var tracing = new Tracing();

        AssertNoAllocation(null);
    }

    // The time does not advance, so the only exemplar is that of the warm-up.
    [Fact]
    public void None_with_a_recorded_trace_that_comes_too_early()
    {
        using var tracing = new Tracing();

        AssertNoAllocation(new ExemplarOptions { FromActivity = true });
        Assert.Contains(tracing.Labels, Shown("x_total"), StringComparison.Ordinal);
    }

    [Fact]
    public void None_for_a_given_one_that_comes_too_early()
    {
        var counter = Counter();
        var histogram = Histogram(1);

        Assert.Equal(0, Allocations.OfThousandCalls(() => counter.IncWithExemplar(1, ("trace_id", Trace), ("span_id", "1"))));
        Assert.Equal(0, Allocations.OfThousandCalls(() => histogram.ObserveWithExemplar(1, ("trace_id", Trace), ("span_id", "1"))));
    }

    [Fact]
    public void None_for_a_given_one_that_is_dropped()
    {
        var counter = Counter();
        var histogram = Histogram(1);
        var endless = new string('x', 10_000);

        Assert.Equal(0, Allocations.OfThousandCalls(() => counter.IncWithExemplar(1, ("trace_id", Trace), ("le", "1"))));
        Assert.Equal(0, Allocations.OfThousandCalls(() => histogram.ObserveWithExemplar(1, ("trace_id", endless))));
    }

    [Fact]
    public void None_for_a_report()
    {
        var counter = Counter();
        var few = Histogram(1, 2);
        var many = Factory.CreateHistogram("many", "", new HistogramOptions { Buckets = Buckets.Linear(1, 1, 100) });
        counter.IncWithExemplar(1, ("a", "b"));
        few.ObserveWithExemplar(1, ("a", "b"));
        many.ObserveWithExemplar(1, ("a", "b"));

        AssertReportsForNothing(counter);
        AssertReportsForNothing(few);
        AssertReportsForNothing(many);
    }

    // Otherwise the pool would keep an exemplar alive for the lifetime of the process.
    [Fact]
    public void A_report_gives_its_array_back_empty()
    {
        var histogram = Histogram(1, 2);
        histogram.ObserveWithExemplar(1, ("a", "b"));

        ((Series)histogram).Collect(new NullVisitor());

        // A thread rents the array that it returned last.
        var rented = ArrayPool<Exemplar?>.Shared.Rent(3);
        Assert.All(rented, Assert.Null);
        ArrayPool<Exemplar?>.Shared.Return(rented);
    }

    private static void AssertReportsForNothing(object instrument)
    {
        var series = (Series)instrument;
        var visitor = new NullVisitor();

        Assert.Equal(0, Allocations.OfThousandCalls(() => series.Collect(visitor)));
    }

    private void AssertNoAllocation(ExemplarOptions? exemplars)
    {
        var counter = Counter(exemplars);
        var histogram = Histogram(exemplars, 1);

        Assert.Equal(0, Allocations.OfThousandCalls(() => counter.Inc()));
        Assert.Equal(0, Allocations.OfThousandCalls(() => counter.Inc(0.5)));
        Assert.Equal(0, Allocations.OfThousandCalls(() => histogram.Observe(1)));
    }
}
