using PrometheusMetrics.Collection;
using PrometheusMetrics.Linting;

namespace PrometheusMetrics.Tests.Linting;

public class LintVisitorTests
{
    private readonly LintVisitor _visitor = new();

    // L15
    [Theory]
    [InlineData("1", "1", true)]
    [InlineData("1", "2", false)]
    public void A_series_that_comes_twice_is_found(string first, string second, bool found)
    {
        var family = new MetricDescriptor(MetricType.Gauge, "x", "Help.", "a");

        Report(family, family.Labels(first), family.Labels(second), family.Labels(first == second ? "3" : second + "3"));
        Report(new MetricDescriptor(MetricType.Gauge, "y", "Help.", "a"), family.Labels(first));

        Assert.Equal(found ? [new("x", "metric not unique")] : [], _visitor.Problems);
    }

    [Fact]
    public void The_order_of_labels_and_empty_labels_make_no_other_series()
    {
        Report(
            new MetricDescriptor(MetricType.Gauge, "x", "Help."),
            LabelSet.Create(("a", "1"), ("b", "2")),
            LabelSet.Create(("b", "2"), ("c", ""), ("a", "1")));

        Assert.Equal([new("x", "metric not unique")], _visitor.Problems);
    }

    [Fact]
    public void Labels_that_a_family_does_not_declare_are_checked()
    {
        Report(new MetricDescriptor(MetricType.Gauge, "x", "Help."), LabelSet.Create(("fooBar", "1")));
        Report(new MetricDescriptor(MetricType.Gauge, "y", "Help."), LabelSet.Empty);

        var problem = Assert.Single(_visitor.Problems);
        Assert.Equal("x: label names should be written in 'snake_case' not 'camelCase'", problem.ToString());
    }

    [Fact]
    public void Every_type_of_sample_is_checked()
    {
        var labels = LabelSet.Create(("fooBar", "1"));
        foreach (var type in Enum.GetValues<MetricType>())
        {
            _visitor.BeginFamily(new MetricDescriptor(type, $"x_{type}".ToLowerInvariant() + "_of_all", "Help."));
            switch (type)
            {
                case MetricType.Unknown:
                    _visitor.Unknown(labels, default);
                    break;
                case MetricType.Counter:
                    _visitor.Counter(labels, default);
                    break;
                case MetricType.Gauge:
                    _visitor.Gauge(labels, default);
                    break;
                case MetricType.Summary:
                    _visitor.Summary(labels, default);
                    break;
                case MetricType.Info:
                    _visitor.Info(labels, default);
                    break;
                case MetricType.StateSet:
                    _visitor.StateSet(labels, default);
                    break;
                default:
                    _visitor.Histogram(labels, default);
                    break;
            }

            _visitor.EndFamily();
        }

        Assert.Equal(
            Enum.GetValues<MetricType>().Length,
            _visitor.Problems.Count(problem => problem.Message.StartsWith("label names", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_family_that_has_not_ended_is_not_checked_yet()
    {
        _visitor.EndFamily();
        _visitor.BeginFamily(new MetricDescriptor(MetricType.Gauge, "x", ""));
        Assert.Empty(_visitor.Problems);

        _visitor.EndFamily();
        _visitor.EndFamily();

        Assert.Equal([new("x", "no help text")], _visitor.Problems);
    }

    private void Report(MetricDescriptor family, params LabelSet[] series)
    {
        _visitor.BeginFamily(family);
        foreach (var labels in series)
        {
            _visitor.Gauge(labels, new GaugeSample(1));
        }

        _visitor.EndFamily();
    }
}
