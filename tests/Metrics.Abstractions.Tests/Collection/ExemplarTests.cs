using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Tests.Collection;

public class ExemplarTests
{
    [Fact]
    public void It_keeps_what_it_is_given()
    {
        var labels = LabelSet.Create(("trace_id", "abc"));
        var now = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        var exemplar = new Exemplar(labels, 1.5, now);

        Assert.Same(labels, exemplar.Labels);
        Assert.Equal(1.5, exemplar.Value);
        Assert.Equal(now, exemplar.Timestamp);
    }

    [Fact]
    public void The_time_may_be_unknown() => Assert.Null(new Exemplar(LabelSet.Empty, 1).Timestamp);

    // the format leaves out exemplars that are too long; the constructor does not refuse them.
    [Fact]
    public void An_over_long_one_is_not_refused() =>
        Assert.Equal(1, new Exemplar(LabelSet.Create(("k", new string('x', Exemplar.MaxCodePoints))), 1).Value);

    //
    [Fact]
    public void Its_length_is_that_of_names_and_values_in_code_points() =>
        Assert.Equal(6, new Exemplar(LabelSet.Create(("😱a", "花😱"), ("b", "1")), 1).CodePoints);

    [Fact]
    public void Labels_are_wanted() => Assert.Throws<ArgumentNullException>("labels", () => new Exemplar(null!, 1));
}
