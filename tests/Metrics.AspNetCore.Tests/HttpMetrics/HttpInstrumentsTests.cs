using System.Globalization;
using PrometheusMetrics.AspNetCore;
using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Tests.AspNetCore.HttpMetrics;

public sealed class HttpInstrumentsTests : IDisposable
{
    private readonly MetricRegistry _registry = new();
    private readonly HttpInstruments _instruments;

    public HttpInstrumentsTests() => _instruments = new HttpInstruments(new MetricFactory(_registry), new HttpMetricsOptions());

    public void Dispose() => _registry.Dispose();

    [Fact]
    public void The_metrics_say_what_they_measure()
    {
        var visitor = new DescriptorVisitor();
        using var reader = _registry.Read();
        while (reader.Read(visitor))
        {
        }

        Assert.Equal(
            [
                ("http_request_duration_seconds", "seconds", "Duration of HTTP requests by method, status and route."),
                ("http_requests_in_progress", "", "Number of HTTP requests currently in progress."),
            ],
            visitor.Descriptors.Where(family => family.Name.StartsWith("http", StringComparison.Ordinal))
                .Select(family => (family.Name, family.Unit, family.Help)));
    }

    // An application may set any number as its status.
    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(99)]
    [InlineData(100)]
    [InlineData(599)]
    [InlineData(600)]
    [InlineData(601)]
    public void Every_status_is_its_own_label(int status)
    {
        _instruments.Observe("GET", status, endpoint: null, TimeSpan.FromSeconds(1));

        var label = status.ToString(CultureInfo.InvariantCulture);
        Assert.Equal(
            1, _registry.GetSampleValue("http_request_duration_seconds_count", ("method", "GET"), ("status", label), ("route", "")));
    }

    private sealed class DescriptorVisitor : MetricVisitor
    {
        public List<MetricDescriptor> Descriptors { get; } = [];

        public override void BeginFamily(MetricDescriptor descriptor) => Descriptors.Add(descriptor);
    }
}
