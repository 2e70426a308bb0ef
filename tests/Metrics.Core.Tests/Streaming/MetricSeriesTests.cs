using PrometheusMetrics.Collection;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Streaming;

public class MetricSeriesTests : EngineTest
{
    private enum Power
    {
        On,
        Off,
    }

    [Fact]
    public void Every_instrument_can_be_read_by_itself()
    {
        var labelled = Factory.CreateCounter("labelled", "", "a").WithLabels("1");
        labelled.Inc(2);
        object[] instruments =
        [
            labelled,
            Factory.CreateCounter("c", ""),
            Factory.CreateGauge("g", ""),
            Factory.CreateHistogram("h", "", new HistogramOptions { Buckets = [1] }),
            Factory.CreateHistogram("n", "", new HistogramOptions { Native = new() }),
            Factory.CreateSummary("s", ""),
            Factory.CreateStateSet("p", "", new StateSetOptions { States = ["on", "off"] }),
            Factory.CreateStateSet<Power>("e", ""),
            Factory.CreateInfo("i", ""),
            Factory.WithConstantLabels(("b", "2")).CreateGauge("constant", ""),
        ];

        foreach (var instrument in instruments)
        {
            var visitor = new SampleCount();

            Assert.IsType<IMetricSeries>(instrument, exactMatch: false).Collect(visitor);

            Assert.Equal(1, visitor.Value);
        }

        Assert.Equal("""a="1" """.TrimEnd(), ((IMetricSeries)labelled).Labels.ToString());
        Assert.Equal("""b="2" """.TrimEnd(), ((IMetricSeries)instruments[^1]).Labels.ToString());
    }

    private sealed class SampleCount : MetricVisitor
    {
        public int Value { get; private set; }

        public override void Counter(LabelSet labels, in CounterSample sample) => Value++;

        public override void Gauge(LabelSet labels, in GaugeSample sample) => Value++;

        public override void Histogram(LabelSet labels, in HistogramSample sample) => Value++;

        public override void Summary(LabelSet labels, in SummarySample sample) => Value++;

        public override void Info(LabelSet labels, in InfoSample sample) => Value++;

        public override void StateSet(LabelSet labels, in StateSetSample sample) => Value++;
    }
}
