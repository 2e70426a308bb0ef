using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Tests.Streaming;

//
public class LabelSetComparerTests
{
    private static readonly LabelSet OneAndTwo = LabelSet.Create(("a", "1"), ("b", "2"));

    [Fact]
    public void A_label_set_equals_itself() => AssertSame(OneAndTwo, OneAndTwo);

    [Fact]
    public void The_order_of_labels_does_not_matter() => AssertSame(OneAndTwo, LabelSet.Create(("b", "2"), ("a", "1")));

    [Fact]
    public void An_empty_value_is_the_same_as_no_label()
    {
        AssertSame(OneAndTwo, LabelSet.Create(("a", "1"), ("b", "2"), ("c", "")));
        AssertSame(LabelSet.Create(("a", ""), ("b", "2")), LabelSet.Create(("b", "2"), ("c", "")));
        AssertSame(LabelSet.Empty, LabelSet.Create(("a", "")));
    }

    [Fact]
    public void Another_value_name_or_number_of_labels_makes_another_series()
    {
        AssertDifferent(OneAndTwo, LabelSet.Create(("a", "1"), ("b", "3")));
        AssertDifferent(OneAndTwo, LabelSet.Create(("a", "1"), ("c", "2")));
        AssertDifferent(OneAndTwo, LabelSet.Create(("a", "2"), ("b", "1")));
        AssertDifferent(OneAndTwo, LabelSet.Create(("a", "1")));
        AssertDifferent(OneAndTwo, LabelSet.Empty);
    }

    [Fact]
    public void Null_equals_null_only()
    {
        Assert.True(LabelSetComparer.Instance.Equals(null, null));
        Assert.False(LabelSetComparer.Instance.Equals(OneAndTwo, null));
        Assert.False(LabelSetComparer.Instance.Equals(null, OneAndTwo));
    }

    private static void AssertSame(LabelSet x, LabelSet y)
    {
        Assert.True(LabelSetComparer.Instance.Equals(x, y));
        Assert.True(LabelSetComparer.Instance.Equals(y, x));
        Assert.Equal(LabelSetComparer.Instance.GetHashCode(x), LabelSetComparer.Instance.GetHashCode(y));
    }

    // Equal hashes would be correct, but a family of many series would be searched from one end to the other for each of them.
    private static void AssertDifferent(LabelSet x, LabelSet y)
    {
        Assert.False(LabelSetComparer.Instance.Equals(x, y));
        Assert.False(LabelSetComparer.Instance.Equals(y, x));
        Assert.NotEqual(LabelSetComparer.Instance.GetHashCode(x), LabelSetComparer.Instance.GetHashCode(y));
    }
}
