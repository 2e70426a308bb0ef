using Prometheus;

namespace PrometheusMetrics.Tests.PrometheusNet;

/// <summary>The label <c>le</c> of a histogram that moves from one library to the other stays what it is.</summary>
public sealed class BucketsTests
{
    [Theory]
    [InlineData(0.1, 0.1, 20)]
    [InlineData(0.05, 0.15, 20)]
    [InlineData(-0.3, 0.1, 10)]
    [InlineData(100, 250, 10)]
    public void Linear_bounds_are_those_of_prometheus_net(double start, double width, int count) =>
        Assert.Equal(Histogram.LinearBuckets(start, width, count), Buckets.Linear(start, width, count));

    [Theory]
    [InlineData(0.001, 2, 16)]
    [InlineData(0.01, 1.1, 50)]
    [InlineData(0.1, 3, 10)]
    [InlineData(256, 4, 9)]
    public void Exponential_bounds_are_those_of_prometheus_net(double start, double factor, int count) =>
        Assert.Equal(Histogram.ExponentialBuckets(start, factor, count), Buckets.Exponential(start, factor, count));
}
