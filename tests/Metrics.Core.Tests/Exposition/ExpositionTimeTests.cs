using System.Diagnostics;
using System.Globalization;
using System.Text;
using PrometheusMetrics.Export;
using PrometheusMetrics.Exposition;

namespace PrometheusMetrics.Tests.Exposition;

public sealed class ExpositionTimeTests : IDisposable
{
    private const int Attempts = 20;
    private const int Series = 10_000;

    private readonly MetricRegistry _registry = new(new MetricRegistryOptions { SeriesLimit = 20_000 });

    public static TheoryData<string> Formats() =>
        [.. ExpositionFormat.BuiltIn.ToArray().Select(format => format.ContentType).Distinct(StringComparer.Ordinal)];

    public void Dispose() => _registry.Dispose();

    // R-089. The limit is some hundred times what it takes, and the fastest of many attempts counts, so that a busy machine does not fail.
    // On a machine that is so slow that even the plainest code takes long for as many lines, the limit grows with that time.
    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Ten_thousand_series_are_exposed_within_a_second(string contentType)
    {
        var format = ExpositionFormat.BuiltIn.ToArray().First(other => other.ContentType == contentType);
        var requests = new MetricFactory(_registry).CreateCounter("requests_total", "Requests.", "path");
        for (var i = 0; i < Series; i++)
        {
            requests.WithLabels(i.ToString(CultureInfo.InvariantCulture)).Inc(i + 0.5);
        }

        var (fastest, plain) = (TimeSpan.MaxValue, TimeSpan.MaxValue);
        for (var i = 0; i < Attempts && fastest >= Limit(plain); i++)
        {
            plain = Least(plain, await TimeOfAsync(WritePlainLinesAsync));
            fastest = Least(fastest, await TimeOfAsync(() =>
                ExpositionSerializer.WriteAsync(_registry, format, Stream.Null, TestContext.Current.CancellationToken)));
        }

        Assert.True(fastest < Limit(plain), $"The fastest exposition took {fastest}, and plain lines {plain}.");
    }

    private static TimeSpan Limit(TimeSpan plain) =>
        plain == TimeSpan.MaxValue || 100 * plain < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : 100 * plain;

    private static TimeSpan Least(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static async Task<TimeSpan> TimeOfAsync(Func<Task> write)
    {
        var start = Stopwatch.GetTimestamp();
        await write();
        return Stopwatch.GetElapsedTime(start);
    }

    private static async Task WritePlainLinesAsync()
    {
        for (var i = 0; i < Series; i++)
        {
            var line = string.Create(CultureInfo.InvariantCulture, $"requests_total{{path=\"{i}\"}} {i + 0.5}\n");
            await Stream.Null.WriteAsync(Encoding.UTF8.GetBytes(line), TestContext.Current.CancellationToken);
        }
    }
}
