using PrometheusMetrics.Collection;
using PrometheusMetrics.Export;
using PrometheusMetrics.Exposition;

namespace PrometheusMetrics.Pushgateway;

/// <summary>What a push collects, and how it is written. Each body of it is a collection of its own.</summary>
internal sealed class PushedCollection
{
    private readonly IMetricSource _source;
    private readonly PushgatewayTarget _target;
    private readonly DateTimeOffset? _deadline;

    /// <param name="source">The metrics.</param>
    /// <param name="target">The target of the push.</param>
    /// <param name="format">The format of the bodies.</param>
    /// <param name="compression">The compression of the bodies.</param>
    /// <param name="deadline">The deadline of collectors, or null.</param>
    public PushedCollection(
        IMetricSource source, PushgatewayTarget target, ExpositionFormat format, BodyCompression compression, DateTimeOffset? deadline)
    {
        _source = source;
        _target = target;
        _deadline = deadline;
        Format = format;
        Compression = compression;
    }

    public ExpositionFormat Format { get; }

    public BodyCompression Compression { get; }

    /// <summary>Collects, checks the names and labels, and writes the beginning of a body.</summary>
    /// <exception cref="PushgatewayException">The gateway must not get one of the families.</exception>
    /// <exception cref="CollectionFailedException">A collector failed, and the source is configured to fail on errors.</exception>
    public async Task<PushedBody> BeginAsync(CancellationToken cancellationToken)
    {
        var request = new CollectionRequest { Escaping = Format.Escaping, Deadline = _deadline, CancellationToken = cancellationToken };
        var reader = CheckedReader.Create(
            await _source.ReadAsync(request).ConfigureAwait(false), _source.Labels, _target, Format.Escaping);
        return await PushedBody.BeginAsync(reader, Format, Compression).ConfigureAwait(false);
    }
}
