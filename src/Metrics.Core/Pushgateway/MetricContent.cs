using System.Net;
using System.Net.Http.Headers;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Export;
using PrometheusMetrics.Exposition;

namespace PrometheusMetrics.Pushgateway;

/// <summary>A collection as the body of a request.</summary>
internal sealed class MetricContent : HttpContent
{
    private readonly IMetricSource _source;
    private readonly CancellationToken _token;
    private IMetricReader? _first;

    public MetricContent(IMetricSource source, CancellationToken token)
    {
        _source = source;
        _token = token;
        _first = source.Read(new() { CancellationToken = token });
        Headers.ContentType = MediaTypeHeaderValue.Parse(ExpositionFormat.PushedText.ContentType);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, _token);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        // A request that is sent again needs its body again; an empty one would empty the group.
        using var reader = Interlocked.Exchange(ref _first, null) ?? _source.Read(new() { CancellationToken = cancellationToken });
        await MetricExporter.WriteAsync(reader, ExpositionFormat.PushedText, stream, cancellationToken).ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        _first?.Dispose();
        base.Dispose(disposing);
    }
}
