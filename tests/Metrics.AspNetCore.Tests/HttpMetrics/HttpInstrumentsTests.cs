using System.Globalization;
using Microsoft.AspNetCore.Http;
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
        // R-264: the sizes of requests and responses are not offered, and would be histograms in bytes.
        Assert.Equal(
            [
                ("http_request_duration_seconds", "seconds", "Duration of HTTP requests by method, status and route."),
                ("http_requests_in_progress", "", "Number of HTTP requests currently in progress."),
            ],
            ReadDescriptors().Select(family => (family.Name, family.Unit, family.Help)));
    }

    [Fact]
    public void Failures_are_told_by_the_status_and_not_by_a_label_for_success() => Assert.Equal( // R-262
        ["http_request_duration_seconds: method, status, route", "http_requests_in_progress: method"],
        ReadDescriptors().Select(family => $"{family.Name}: {string.Join(", ", family.LabelNames.ToArray())}"));

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
        _instruments.Observe(new RequestResult
        {
            Context = new DefaultHttpContext(),
            Method = "GET",
            Status = status,
            Endpoint = null,
            Duration = TimeSpan.FromSeconds(1),
        });

        var label = status.ToString(CultureInfo.InvariantCulture);
        Assert.Equal(
            1, _registry.GetSampleValue("http_request_duration_seconds_count", ("method", "GET"), ("status", label), ("route", "")));
    }

    private MetricDescriptor[] ReadDescriptors()
    {
        var visitor = new DescriptorVisitor();
        using var reader = _registry.Read();
        while (reader.Read(visitor))
        {
        }

        return [.. visitor.Descriptors.Where(family => family.Name.StartsWith("http", StringComparison.Ordinal))];
    }

    private sealed class DescriptorVisitor : MetricVisitor
    {
        public List<MetricDescriptor> Descriptors { get; } = [];

        public override void BeginFamily(MetricDescriptor descriptor) => Descriptors.Add(descriptor);
    }
}
