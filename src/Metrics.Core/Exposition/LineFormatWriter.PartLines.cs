using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Exposition;

/// <content>Writes the parts of a sample as lines.</content>
internal abstract partial class LineFormatWriter
{
    private ref struct PartLines : ISamplePartSink
    {
        public SeriesLines Lines;

        private readonly LineFormatWriter _writer;

        public PartLines(LineFormatWriter writer, SeriesLines lines)
        {
            _writer = writer;
            Lines = lines;
        }

        public ReadOnlySpan<double> Bounds { get; init; }

        public ReadOnlySpan<Exemplar?> Exemplars { get; init; }

        public void AddValue(double value)
        {
            Lines.Append(NameSuffix.None, default, value);
            Lines.End();
        }

        public void AddBucket(int index, double bound, long count)
        {
            // The cached label at the index is that of the bound.
            Lines.Append(NameSuffix.Bucket, index < Bounds.Length ? _writer._bounds[index] : "le=\"+Inf\""u8, count);
            if (!Exemplars.IsEmpty)
            {
                _writer.AppendExemplar(ref Lines.Cursor, Exemplars[index], Bounds, index);
            }

            Lines.End();
        }

        public void AddQuantile(int index, double quantile, double value)
        {
            Lines.Append(NameSuffix.None, _writer._quantiles[index], value);
            Lines.End();
        }

        public void AddState(string state, bool isActive)
        {
            Lines.Append(NameSuffix.None, _writer.RenderStateLabel(state), isActive ? 1L : 0L);
            Lines.End();
        }

        public void AddTotals(long count, double sum) => _writer.AppendTotals(ref Lines, count, sum);
    }
}
