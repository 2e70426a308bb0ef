using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Exposition;

namespace PrometheusMetrics.Tests.Hosting.Exposition;

/// <summary>A format that is made outside of the library: each family is one message, with its length in front, as four bytes.</summary>
internal sealed class DelimitedFormat() : ExpositionFormat(Type)
{
    private const string Type = "application/x-metrics; version=1; encoding=delimited";

    public override ExpositionWriter CreateWriter(IBufferWriter<byte> output) => new Writer(output);

    private sealed class Writer(IBufferWriter<byte> output) : ExpositionWriter
    {
        private readonly StringBuilder _message = new();

        protected override void OnFamilyBegun() => _message.Clear().Append(CultureInfo.InvariantCulture, $"{Family}:");

        protected override void OnFamilyEnded()
        {
            var message = Encoding.UTF8.GetBytes(_message.ToString());
            BinaryPrimitives.WriteInt32BigEndian(output.GetSpan(sizeof(int)), message.Length);
            output.Advance(sizeof(int));
            output.Write(message);
        }

        protected override void OnCompleted() => output.Write("end"u8);

        protected override void WriteUnknown(LabelSet labels, in UnknownSample sample) => Add(labels, sample.Value);

        protected override void WriteCounter(LabelSet labels, in CounterSample sample) => Add(labels, sample.Value);

        protected override void WriteGauge(LabelSet labels, in GaugeSample sample) => Add(labels, sample.Value);

        protected override void WriteHistogram(LabelSet labels, in HistogramSample sample) =>
            Add(labels, string.Join('+', sample.BucketCounts.ToArray()), sample.Sum);

        protected override void WriteSummary(LabelSet labels, in SummarySample sample) => Add(labels, sample.Count, sample.Sum);

        protected override void WriteInfo(LabelSet labels, in InfoSample sample) => Add(labels);

        protected override void WriteStateSet(LabelSet labels, in StateSetSample sample) =>
            Add(labels, string.Join('|', sample.States.ToArray()), string.Join('|', sample.Active.ToArray()));

        private void Add(LabelSet labels, params object[] values) =>
            _message.Append(CultureInfo.InvariantCulture, $" {{{labels}}}")
                .AppendJoin(',', values.Select(value => string.Create(CultureInfo.InvariantCulture, $"{value}")));
    }
}
