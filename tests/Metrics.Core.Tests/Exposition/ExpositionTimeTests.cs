using System.Diagnostics;
using System.Globalization;
using PrometheusMetrics.Export;
using PrometheusMetrics.Exposition;

namespace PrometheusMetrics.Tests.Exposition;

public sealed class ExpositionTimeTests : IDisposable
{
    private const int Attempts = 20;

    private readonly MetricRegistry _registry = new(new MetricRegistryOptions { SeriesLimit = 20_000 });

    public static TheoryData<string> Formats() =>
        [.. ExpositionFormat.BuiltIn.ToArray().Select(format => format.ContentType).Distinct(StringComparer.Ordinal)];

    public void Dispose() => _registry.Dispose();

    // The limit is some hundred times what it takes, and the fastest of many attempts counts, so that a busy machine does not fail.
    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Ten_thousand_series_are_exposed_within_a_second(string contentType)
    {
        var format = ExpositionFormat.BuiltIn.ToArray().First(other => other.ContentType == contentType);
        var requests = new MetricFactory(_registry).CreateCounter("requests_total", "Requests.", "path");
        for (var i = 0; i < 10_000; i++)
        {
            requests.WithLabels(i.ToString(CultureInfo.InvariantCulture)).Inc(i + 0.5);
        }

        var fastest = TimeSpan.MaxValue;
        for (var i = 0; i < Attempts && fastest >= TimeSpan.FromSeconds(1); i++)
        {
            var start = Stopwatch.GetTimestamp();
            await ExpositionSerializer.WriteAsync(_registry, format, Stream.Null, TestContext.Current.CancellationToken);
            fastest = TimeSpan.FromTicks(Math.Min(fastest.Ticks, Stopwatch.GetElapsedTime(start).Ticks));
        }

        Assert.True(fastest < TimeSpan.FromSeconds(1), $"The fastest exposition took {fastest}.");
    }
}
