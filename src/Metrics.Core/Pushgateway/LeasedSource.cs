using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Pushgateway;

/// <summary>Adds a lease to metrics that are pushed to a Pushgateway, which never forgets a group by itself: the gauge
/// <c>metrics_push_lease_seconds</c>. When no push has followed for that time, a <see cref="PushgatewayJanitor"/> deletes the
/// group.</summary>
/// <remarks>The gauge is the first family. If the source has a family of the same name, or of one that is escaped to it, it is
/// left out.</remarks>
/// <threadsafety>Every member may be called from any thread, as far as the source allows it.</threadsafety>
/// <example><code>await client.PushAsync(new LeasedSource(registry, TimeSpan.FromMinutes(5)));</code></example>
public sealed class LeasedSource : IMetricSource
{
    /// <summary>The name of the gauge.</summary>
    public const string MetricName = "metrics_push_lease_seconds";

    private static readonly TimeSpan Min = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Max = TimeSpan.FromDays(365);
    private static readonly MetricDescriptor Descriptor = new(
        MetricType.Gauge, MetricName, "How long the group is valid after its last push.", [], "seconds");

    private readonly IMetricSource _source;
    private readonly TimeSpan _lease;

    /// <summary>Adds a lease to a source.</summary>
    /// <param name="source">The source.</param>
    /// <param name="lease">How long the group is valid after a push; 1 second to 365 days. Choose at least twice the time between two
    /// pushes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The lease is out of range.</exception>
    public LeasedSource(IMetricSource source, TimeSpan lease)
    {
        ArgumentNullException.ThrowIfNull(source);
        _source = source;
        _lease = lease >= Min && lease <= Max
            ? lease
            : throw new ArgumentOutOfRangeException(nameof(lease), lease, "The lease must be 1 second to 365 days.");
    }

    /// <inheritdoc/>
    public NameValidation NameValidation => _source.NameValidation;

    /// <inheritdoc/>
    public LabelSet Labels => _source.Labels;

    /// <inheritdoc/>
    public IMetricReader Read(in CollectionRequest request = default) => AddLease(_source.Read(WithoutLease(request)), request);

    /// <inheritdoc/>
    public async ValueTask<IMetricReader> ReadAsync(CollectionRequest request = default) =>
        AddLease(await _source.ReadAsync(WithoutLease(request)).ConfigureAwait(false), request);

    private static CollectionRequest WithoutLease(CollectionRequest request)
    {
        var (filter, escaping) = (request.Filter, request.Escaping);
        return request with
        {
            Filter = family =>
                EscapedName.Get(family.Name, NameKind.Metric, escaping) != MetricName && filter?.Invoke(family) != false,
        };
    }

    private IMetricReader AddLease(IMetricReader reader, in CollectionRequest request) =>
        !request.Wants(Descriptor) ? reader
        : reader is IInspectableReader inspectable ? new InspectableReader(inspectable, _lease)
        : new Reader(reader, _lease);

    private class Reader(IMetricReader reader, TimeSpan lease) : IMetricReader
    {
        protected bool HasReadLease { get; private set; }

        public bool Read(MetricVisitor visitor)
        {
            if (HasReadLease)
            {
                return reader.Read(visitor);
            }

            HasReadLease = true;
            ReportLease(visitor);
            return true;
        }

        public void Dispose() => reader.Dispose();

        protected void ReportLease(MetricVisitor visitor)
        {
            visitor.BeginFamily(Descriptor);
            visitor.Gauge(LabelSet.Empty, new GaugeSample(lease.TotalSeconds));
            visitor.EndFamily();
        }
    }

    private sealed class InspectableReader(IInspectableReader reader, TimeSpan lease) : Reader(reader, lease), IInspectableReader
    {
        private readonly IInspectableReader _reader = reader;

        public long SeriesRead => _reader.SeriesRead + (HasReadLease ? 1 : 0);

        public void Inspect(MetricVisitor visitor)
        {
            ReportLease(visitor);
            _reader.Inspect(visitor);
        }
    }
}
