using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Tests.Collection;

public class MetricVisitorExtensionsTests
{
    private static readonly MetricDescriptor Gauge = new(MetricType.Gauge, "g", "");
    private static readonly MetricDescriptor LabelledGauge = new(MetricType.Gauge, "g", "", "a", "b");
    private static readonly MetricDescriptor Counter = new(MetricType.Counter, "c", "");
    private static readonly MetricDescriptor LabelledCounter = new(MetricType.Counter, "c", "", "a");
    private static readonly MetricDescriptor Info = new(MetricType.Info, "i", "", "version");
    private static readonly DateTimeOffset Created = DateTimeOffset.UnixEpoch.AddHours(1);

    private readonly LineVisitor _visitor = new();

    [Fact]
    public void A_gauge_is_one_line()
    {
        _visitor.ReportGauge(Gauge, 1.5);
        _visitor.ReportGauge(LabelledGauge, 2, "x", "y");

        Assert.Equal(["begin g", "{} 1.5", "end", "begin g", "{a=\"x\",b=\"y\"} 2", "end"], _visitor.Lines);
    }

    [Fact]
    public void A_counter_is_one_line_and_may_say_when_counting_began()
    {
        _visitor.ReportCounter(Counter, 1);
        _visitor.ReportCounter(Counter, 2, Created);
        _visitor.ReportCounter(LabelledCounter, 3, "x");
        _visitor.ReportCounter(LabelledCounter, 4, Created, "x");

        Assert.Equal(
            [
                "begin c_total", "{} 1", "end",
                "begin c_total", "{} 2 since 1", "end",
                "begin c_total", "{a=\"x\"} 3", "end",
                "begin c_total", "{a=\"x\"} 4 since 1", "end",
            ],
            _visitor.Lines);
    }

    [Fact]
    public void An_info_is_one_line()
    {
        _visitor.ReportInfo(Info, "1.2");

        Assert.Equal(["begin i_info", "{version=\"1.2\"} info", "end"], _visitor.Lines);
    }

    [Fact]
    public void A_family_of_several_series_is_one_call()
    {
        string[] items = ["x", "yy"];

        _visitor.ReportGauge(LabelledGauge, items, item => LabelledGauge.Labels(item, "z"), item => item.Length);
        _visitor.ReportCounter(LabelledCounter, items, item => LabelledCounter.Labels(item), item => item.Length);
        _visitor.ReportCounter(LabelledCounter, items[..1], item => LabelledCounter.Labels(item), item => item.Length, Created);

        Assert.Equal(
            [
                "begin g", "{a=\"x\",b=\"z\"} 1", "{a=\"yy\",b=\"z\"} 2", "end",
                "begin c_total", "{a=\"x\"} 1", "{a=\"yy\"} 2", "end",
                "begin c_total", "{a=\"x\"} 1 since 1", "end",
            ],
            _visitor.Lines);
    }

    //
    [Fact]
    public void A_value_that_is_not_known_is_not_reported()
    {
        int[] items = [1, 2, 3];

        _visitor.ReportGauge(Gauge, null);
        _visitor.ReportCounter(Counter, null);
        _visitor.ReportCounter(Counter, null, Created);
        _visitor.ReportGauge(LabelledGauge, items, _ => LabelSet.Empty, _ => null);
        _visitor.ReportCounter(LabelledCounter, items[..0], _ => LabelSet.Empty, _ => 1);
        Assert.Empty(_visitor.Lines);

        _visitor.ReportGauge(LabelledGauge, items, item => LabelledGauge.Labels($"{item}", ""), item => item == 2 ? 5 : null);
        Assert.Equal(["begin g", "{a=\"2\",b=\"\"} 5", "end"], _visitor.Lines);
    }

    // A mistake is reported at once, not when the value is known for the first time.
    [Fact]
    public void A_wrong_number_of_label_values_is_refused_before_anything_is_reported()
    {
        Assert.Throws<ArgumentException>("values", () => _visitor.ReportGauge(LabelledGauge, 1, "x"));
        Assert.Throws<ArgumentException>("values", () => _visitor.ReportGauge(LabelledGauge, null, "x"));
        Assert.Throws<ArgumentException>("values", () => _visitor.ReportCounter(LabelledCounter, 1));
        Assert.Throws<ArgumentException>("values", () => _visitor.ReportInfo(Info));

        Assert.Empty(_visitor.Lines);
    }

    [Fact]
    public void Null_is_refused()
    {
        Assert.Throws<ArgumentNullException>("visitor", () => ((MetricVisitor)null!).ReportGauge(Gauge, 1));
        Assert.Throws<ArgumentNullException>("visitor", () => ((MetricVisitor)null!).ReportInfo(Info, "1"));
        Assert.Throws<ArgumentNullException>("descriptor", () => _visitor.ReportCounter(null!, 1));
        Assert.Throws<ArgumentNullException>(
            "visitor", () => ((MetricVisitor)null!).ReportGauge(Gauge, [1], _ => LabelSet.Empty, item => item));
        Assert.Throws<ArgumentNullException>("descriptor", () => _visitor.ReportGauge(null!, [1], _ => LabelSet.Empty, item => item));
        Assert.Throws<ArgumentNullException>("items", () => _visitor.ReportGauge<int>(Gauge, null!, _ => LabelSet.Empty, item => item));
        Assert.Throws<ArgumentNullException>("labels", () => _visitor.ReportCounter(Counter, [1], null!, item => item));
        Assert.Throws<ArgumentNullException>("value", () => _visitor.ReportCounter(Counter, [1], _ => LabelSet.Empty, null!));
    }

    private sealed class LineVisitor : MetricVisitor
    {
        public List<string> Lines { get; } = [];

        public override void BeginFamily(MetricDescriptor descriptor) => Lines.Add($"begin {descriptor.Name}");

        public override void Counter(LabelSet labels, in CounterSample sample) =>
            Lines.Add(
                FormattableString.Invariant(
                    $"{{{labels}}} {sample.Value}{(sample.Created is { } created ? $" since {created.Hour}" : "")}"));

        public override void Gauge(LabelSet labels, in GaugeSample sample) =>
            Lines.Add(FormattableString.Invariant($"{{{labels}}} {sample.Value}"));

        public override void Info(LabelSet labels, in InfoSample sample) => Lines.Add($"{{{labels}}} info");

        public override void EndFamily() => Lines.Add("end");
    }
}
