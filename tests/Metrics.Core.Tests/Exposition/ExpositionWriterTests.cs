using System.Globalization;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Exposition;

namespace PrometheusMetrics.Tests.Exposition;

/// <summary>What the writer of a custom format can rely on.</summary>
public sealed class ExpositionWriterTests
{
    private static readonly MetricDescriptor Gauge = new(MetricType.Gauge, "g", "");

    private readonly CustomWriter _writer = new();

    [Fact]
    public void A_family_begins_before_its_samples_and_ends_after_them()
    {
        _writer.BeginFamily(Gauge);
        _writer.Gauge(LabelSet.Empty, new GaugeSample(1));
        _writer.Gauge(LabelSet.Create(("a", "b")), new GaugeSample(2));
        _writer.EndFamily();
        _writer.Complete();

        Assert.Equal(["begin g", "g{} 1", "g{a=\"b\"} 2", "end g", "complete"], _writer.Calls);
    }

    [Fact]
    public void A_family_whose_end_fails_stays_open_so_that_the_body_cannot_be_completed()
    {
        _writer.BeginFamily(Gauge);
        _writer.Failure = new IOException();

        Assert.Throws<IOException>(_writer.EndFamily);
        Assert.Throws<InvalidOperationException>(_writer.Complete);

        _writer.Failure = null;
        _writer.EndFamily();
        _writer.Complete();
        Assert.Equal(["begin g", "end g", "complete"], _writer.Calls);
    }

    [Fact]
    public void The_end_of_a_family_that_is_not_open_is_not_passed_on()
    {
        Assert.Throws<InvalidOperationException>(_writer.EndFamily);

        Assert.Empty(_writer.Calls);
    }

    [Fact]
    public void The_family_exists_only_while_it_is_open()
    {
        AssertNoFamily();
        _writer.BeginFamily(Gauge);
        Assert.Same(Gauge, _writer.OpenFamily);
        _writer.EndFamily();
        AssertNoFamily();
    }

    [Fact]
    public void A_complete_body_accepts_nothing_more_and_says_what_to_do()
    {
        _writer.Complete();

        foreach (var call in new Action[]
        {
            () => _writer.BeginFamily(Gauge), () => _writer.Gauge(LabelSet.Empty, new GaugeSample(1)), _writer.EndFamily, _writer.Complete,
        })
        {
            Assert.Equal(
                "The body is complete: create a new writer for each body.", Assert.Throws<InvalidOperationException>(call).Message);
        }

        Assert.Equal(["complete"], _writer.Calls);
    }

    private void AssertNoFamily() => Assert.Equal(
        "No family is open: use Family only in OnFamilyBegun, OnFamilyEnded and the methods that write a sample.",
        Assert.Throws<InvalidOperationException>(() => _writer.OpenFamily).Message);

    private sealed class CustomWriter : ExpositionWriter
    {
        public List<string> Calls { get; } = [];

        public Exception? Failure { get; set; }

        public MetricDescriptor OpenFamily => Family;

        protected override void OnFamilyBegun() => Calls.Add($"begin {Family.Name}");

        protected override void OnFamilyEnded()
        {
            if (Failure is not null)
            {
                throw Failure;
            }

            Calls.Add($"end {Family.Name}");
        }

        protected override void OnCompleted() => Calls.Add("complete");

        protected override void WriteGauge(LabelSet labels, in GaugeSample sample) =>
            Calls.Add(string.Create(CultureInfo.InvariantCulture, $"{Family.Name}{{{labels}}} {sample.Value}"));

        protected override void WriteUnknown(LabelSet labels, in UnknownSample sample) => throw new NotSupportedException();

        protected override void WriteCounter(LabelSet labels, in CounterSample sample) => throw new NotSupportedException();

        protected override void WriteHistogram(LabelSet labels, in HistogramSample sample) => throw new NotSupportedException();

        protected override void WriteSummary(LabelSet labels, in SummarySample sample) => throw new NotSupportedException();

        protected override void WriteInfo(LabelSet labels, in InfoSample sample) => throw new NotSupportedException();

        protected override void WriteStateSet(LabelSet labels, in StateSetSample sample) => throw new NotSupportedException();
    }
}
