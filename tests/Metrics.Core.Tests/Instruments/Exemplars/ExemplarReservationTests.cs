namespace PrometheusMetrics.Tests.Instruments.Exemplars;

/// <summary>Of exemplars that are offered at the same time one is accepted, and the others are not created.</summary>
public class ExemplarReservationTests : ExemplarTest
{
    // The timestamp is read between the check and the reservation of the slot: there the test offers the other exemplar.
    [Fact]
    public void An_exemplar_in_between_wins()
    {
        var clock = new CountingTimeProvider();
        var counter = new MetricFactory(Registry, clock).CreateCounter("x", "");
        var made = 0;
        counter.IncWithExemplar(1, ("n", "first"));
        clock.Timestamp += clock.TimestampFrequency;

        clock.OnUtcNow = () => made++;
        clock.OnTimestamp = () => counter.IncWithExemplar(1, ("n", "in between"));
        counter.IncWithExemplar(1, ("n", "too late"));

        Assert.Equal("3 # {n=\"in between\"} 1 0", Shown("x_total"));
        Assert.Equal(1, made);
    }

    [Fact]
    public void An_exemplar_in_between_wins_over_a_trace()
    {
        var clock = new CountingTimeProvider();
        var histogram = new MetricFactory(Registry, clock).CreateHistogram(
            "h", "", new HistogramOptions { Buckets = [1], Exemplars = new ExemplarOptions { FromActivity = true } });

        using var tracing = new Tracing();
        clock.OnTimestamp = () => histogram.ObserveWithExemplar(0.5, ("n", "in between"));
        histogram.Observe(1);

        Assert.Equal("2 # {n=\"in between\"} 0.5 0", Shown("h_bucket{le=\"1.0\"}"));
    }
}
