using System.Buffers;
using System.Globalization;
using System.Text;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Exposition;

namespace Guides;

internal sealed class LineFormat() : ExpositionFormat("text/x-lines; version=1; charset=utf-8")
{
    public override ExpositionWriter CreateWriter(IBufferWriter<byte> output) => new Writer(output);

    private sealed class Writer(IBufferWriter<byte> output) : ExpositionWriter
    {
        protected override void WriteUnknown(LabelSet labels, in UnknownSample sample) => Write(labels, sample.Value);

        protected override void WriteCounter(LabelSet labels, in CounterSample sample) => Write(labels, sample.Value);

        protected override void WriteGauge(LabelSet labels, in GaugeSample sample) => Write(labels, sample.Value);

        protected override void WriteHistogram(LabelSet labels, in HistogramSample sample) => Write(labels, sample.Sum);

        protected override void WriteSummary(LabelSet labels, in SummarySample sample) => Write(labels, sample.Sum);

        protected override void WriteInfo(LabelSet labels, in InfoSample sample) => Write(labels, 1);

        protected override void WriteStateSet(LabelSet labels, in StateSetSample sample) => Write(labels, sample.Active.IndexOf(true));

        private void Write(LabelSet labels, double value) =>
            output.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Family.Name}{{{labels}}} {value}\n")));
    }
}
