using System.Net;
using System.Net.Http.Headers;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Export;
using PrometheusMetrics.Exposition;

namespace PrometheusMetrics.Pushgateway;

/// <summary>A collection as the body of an HTTP request.</summary>
internal sealed class MetricContent : HttpContent
{
    private readonly IMetricSource _source;
    private readonly CollectionRequest _request;
    private IMetricReader? _first;

    private MetricContent(IMetricSource source, CollectionRequest request, IMetricReader first)
    {
        _source = source;
        _request = request;
        _first = first;
        Headers.ContentType = MediaTypeHeaderValue.Parse(ExpositionFormat.PushedText.ContentType);
    }

    /// <summary>Begins a collection, whose body the content is.</summary>
    public static async Task<MetricContent> CreateAsync(IMetricSource source, CollectionRequest request)
    {
        var escaped = request with { Escaping = ExpositionFormat.PushedText.Escaping };
        return new(source, escaped, await source.ReadAsync(escaped).ConfigureAwait(false));
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, _request.CancellationToken);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        // A retried request needs its body again: an empty body would delete the metrics of the group.
        using var reader = Interlocked.Exchange(ref _first, null)
            ?? await _source.ReadAsync(_request with { CancellationToken = cancellationToken }).ConfigureAwait(false);
        await ExpositionSerializer.WriteAsync(reader, ExpositionFormat.PushedText, stream, cancellationToken: cancellationToken)
            .ConfigureAwait(false);
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
