using System.Text;
using PrometheusMetrics.Export;
using PrometheusMetrics.Exposition;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments;

/// <summary>The calls are made through the public interfaces, so that the compiler chooses the overloads that users get.</summary>
public class AllocationTests : EngineTest
{
    [Fact]
    public void No_write_allocates()
    {
        ICounter counter = Factory.CreateCounter("a_total", "");
        IGauge gauge = Factory.CreateGauge("b", "");
        IHistogram histogram = Factory.CreateHistogram("c", "");
        ISummary summary = Factory.CreateSummary("d", "");
        IDistribution distribution = histogram;

        Assert.Equal(0, Allocations.OfThousandCalls(() =>
        {
            counter.Inc();
            counter.Inc(1.5);
            gauge.Set(1);
            gauge.Inc();
            gauge.Dec(2);
            histogram.Observe(1);
            distribution.Observe(1);
            summary.Observe(1);
        }));
    }

    [Fact]
    public void No_write_to_a_found_series_allocates()
    {
        var family = Factory.CreateHistogram("c", "", "a", "b", "c");
        var values = new[] { "1", "2", "3" };

        Assert.Equal(0, Allocations.OfThousandCalls(() =>
        {
            family.WithLabels("1", "2", "3").Observe(1);
            family.WithLabels(values).Observe(1);
        }));
    }

    // An empty exemplar is an exemplar that the user passed.
    [Fact]
    public async Task An_observation_without_an_exemplar_has_none()
    {
        var histogram = Factory.CreateHistogram("c", "");
        histogram.Observe(1);

        using var body = new MemoryStream();
        await ExpositionSerializer.WriteAsync(Registry, ExpositionFormat.OpenMetrics, body, TestContext.Current.CancellationToken);

        Assert.DoesNotContain(" # {", Encoding.UTF8.GetString(body.ToArray()), StringComparison.Ordinal);
    }
}
