using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Pushgateway;

/// <summary>A reader of families that a gateway may get.</summary>
internal abstract class CheckedReader : IMetricReader
{
    private readonly IMetricReader _reader;

    private CheckedReader(IMetricReader reader) => _reader = reader;

    /// <summary>The number of series that were reported until now.</summary>
    public abstract long SeriesRead { get; }

    /// <summary>Checks a reader before anything is read from it. Only the reader of a registry can be inspected: the families of another
    /// one are checked while they are read, so that the body breaks off at the first one that the gateway must not get.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="labels">The labels that its source has in every series.</param>
    /// <param name="target">The target of the push.</param>
    /// <param name="escaping">The scheme in which names are written.</param>
    /// <exception cref="PushgatewayException">The gateway must not get one of the families. The reader is disposed.</exception>
    public static CheckedReader Create(IMetricReader reader, LabelSet labels, PushgatewayTarget target, NameEscaping escaping)
    {
        string[] omitted = [.. labels.Names.ToArray().Where(name => PushCheck.IsInKey(name, target, escaping))];
        if (reader is not IInspectableReader inspectable)
        {
            return new InProgress(reader, target, escaping, omitted);
        }

        try
        {
            inspectable.Inspect(new PushCheck(target, escaping, omitted));
            return omitted.Length == 0 ? new Before(inspectable) : new InProgress(reader, target, escaping, omitted);
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    public abstract bool Read(MetricVisitor visitor);

    public void Dispose() => _reader.Dispose();

    private sealed class Before(IInspectableReader reader) : CheckedReader(reader)
    {
        public override long SeriesRead => reader.SeriesRead;

        public override bool Read(MetricVisitor visitor) => reader.Read(visitor);
    }

    private sealed class InProgress(IMetricReader reader, PushgatewayTarget target, NameEscaping escaping, string[] omitted)
        : CheckedReader(reader)
    {
        private PushCheck? _check;

        public override long SeriesRead => _check?.Series ?? 0;

        // A reader gets the same visitor each time.
        public override bool Read(MetricVisitor visitor) => _reader.Read(_check ??= new PushCheck(target, escaping, omitted, visitor));
    }
}
