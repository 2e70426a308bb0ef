using PrometheusMetrics.Collection;
using PrometheusMetrics.Exposition;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments;

public class StateSetTests : EngineTest
{
    private readonly IStateSet _states;

    public StateSetTests() => _states = Factory.CreateStateSet("feature", "Help.", Of("a", "b", "c"));

    [Fact]
    public void All_are_off_at_first()
    {
        Assert.Equal(["a", "b", "c"], _states.States.ToArray());
        Assert.False(_states.IsActive("a"));
        Assert.Equal(["feature a:0 b:0 c:0"], Scrape.Lines(Registry));
    }

    //
    [Fact]
    public void Each_is_turned_on_and_off_alone()
    {
        _states.Set("a", true);
        _states.Set("c", true);
        Assert.Equal(["feature a:1 b:0 c:1"], Scrape.Lines(Registry));

        _states.Set("a", false);
        Assert.Equal(["feature a:0 b:0 c:1"], Scrape.Lines(Registry));
        Assert.Equal((false, false, true), (_states.IsActive("a"), _states.IsActive("b"), _states.IsActive("c")));
    }

    [Fact]
    public void Switching_turns_one_on_and_the_others_off()
    {
        _states.Set("a", true);
        _states.Set("b", true);

        _states.Switch("c");
        Assert.Equal(["feature a:0 b:0 c:1"], Scrape.Lines(Registry));

        _states.Switch("c");
        Assert.Equal(["feature a:0 b:0 c:1"], Scrape.Lines(Registry));
    }

    [Fact]
    public void Each_series_has_states_of_its_own()
    {
        var family = Factory.CreateStateSet("x", "", ["k"], Of("on"));

        family.WithLabels("1").Set("on", true);
        family.WithLabels("2");

        Assert.Equal(["feature a:0 b:0 c:0", "x{k=\"1\"} on:1", "x{k=\"2\"} on:0"], Scrape.Lines(Registry));
        Assert.Equal(1, Registry.GetSampleValue("x", ("k", "1"), ("x", "on")));
    }

    [Fact]
    public void A_state_that_there_is_not_is_refused()
    {
        _states.Set("a", true);

        Assert.Contains(
            "There is no state 'A'. The states are: a, b, c.",
            Assert.Throws<ArgumentException>("state", () => _states.Set("A", true)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("state", () => _states.Switch("d"));
        Assert.Throws<ArgumentException>("state", () => _states.IsActive(""));
        Assert.Throws<ArgumentNullException>("state", () => _states.Switch(null!));
        Assert.Equal(["feature a:1 b:0 c:0"], Scrape.Lines(Registry));
    }

    [Fact]
    public void States_that_make_no_set_are_refused()
    {
        Refused(null, "'x' has no states");
        Refused([], "'x' has no states");
        Refused(["a", null!], "State 2 of 'x' is null or empty");
        Refused(["", "a"], "State 1 of 'x' is null or empty");
        Refused(["a", "b", "a"], "The state 'a' of 'x' occurs twice");
        Assert.Throws<ArgumentNullException>("options", () => Factory.CreateStateSet("x", "", null!));
        Assert.Null(Scrape.From(Registry).Find("x"));

        void Refused(string[]? states, string message) =>
            Assert.Contains(
                message,
                Assert.Throws<ArgumentException>(
                    "options", () => Factory.CreateStateSet("x", "", new StateSetOptions { States = states })).Message,
                StringComparison.Ordinal);
    }

    // They would be exposed as the same text.
    [Fact]
    public void States_that_differ_in_unpaired_surrogates_only_are_one()
    {
        Assert.Throws<ArgumentException>(() => Factory.CreateStateSet("x", "", Of("a\ud800", "a\udfff")));
        Assert.Throws<ArgumentException>(() => Factory.CreateStateSet("x", "", Of("a\ud800", "a\ufffd")));

        var states = Factory.CreateStateSet("x", "", Of("a\ud800", "\ud83d\ude00"));
        states.Set("a\udfff", true);

        Assert.True(states.IsActive("a\ufffd"));
        Assert.Equal(["a\ufffd", "\ud83d\ude00"], states.States.ToArray());
        Assert.Same(states, Factory.CreateStateSet("x", "", Of("a\udc00", "\ud83d\ude00")));
        Assert.Same(states, Factory.CreateStateSet("x", "", Of("a\ufffd", "\ud83d\ude00")));
    }

    [Fact]
    public void The_callers_array_is_copied()
    {
        string[] given = ["on", "off"];
        var states = Factory.CreateStateSet("x", "", new StateSetOptions { States = given });

        given[0] = "changed";

        Assert.Equal(["on", "off"], states.States.ToArray());
        Assert.Same(states, Factory.CreateStateSet("x", "", Of("on", "off")));
    }

    //
    [Fact]
    public void A_label_named_like_the_metric_is_refused()
    {
        Assert.Contains(
            "'x' of 'x' is reserved",
            Assert.Throws<ArgumentException>(() => Factory.CreateStateSet("x", "", ["x"], Of("on"))).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Factory.WithConstantLabels(("x", "1")).CreateStateSet("x", "", Of("on")));
        Assert.Throws<ArgumentException>(() => Factory.WithPrefix("acme").CreateStateSet("x", "", ["acme_x"], Of("on")));
        Assert.NotNull(Factory.WithPrefix("acme").CreateStateSet("x", "", ["x"], Of("on")));
        Assert.Throws<ArgumentException>(() => Factory.CreateStateSet("a:b", "", Of("on")));
    }

    //
    [Fact]
    public void The_states_belong_to_the_shape()
    {
        Assert.Same(_states, Factory.CreateStateSet("feature", "Help.", Of("a", "b", "c")));

        Refused(Of("a", "b"), "states a, b.");
        Refused(Of("a", "c", "b"), "states a, c, b.");
        Assert.Throws<ArgumentException>(() => Factory.CreateStateSet("feature", "Help.", Of("a", "b", null!)));
        Assert.Throws<ArgumentException>(() => Factory.CreateStateSet("feature", "Help.", new StateSetOptions()));

        void Refused(StateSetOptions options, string asked)
        {
            var message = Assert.Throws<InvalidOperationException>(() => Factory.CreateStateSet("feature", "Help.", options)).Message;
            Assert.Contains("Registered: stateset feature, help \"Help.\", states a, b, c. Requested:", message, StringComparison.Ordinal);
            Assert.Contains(asked, message, StringComparison.Ordinal);
        }
    }

    //
    [Fact]
    public void It_has_no_unit() =>
        Assert.Throws<ArgumentException>(() => new MetricDescriptor(MetricType.StateSet, "x", "", [], "seconds"));

    //
    [Fact]
    public void It_reads_right_in_each_format()
    {
        _states.Switch("b");

        Assert.Equal(
            [
                "# HELP feature Help.",
                "# TYPE feature gauge",
                "feature{feature=\"a\"} 0",
                "feature{feature=\"b\"} 1",
                "feature{feature=\"c\"} 0",
            ],
            Scrape.Lines(Registry, ExpositionFormat.Text));
        Assert.Equal(
            [
                "# TYPE feature stateset",
                "# HELP feature Help.",
                "feature{feature=\"a\"} 0",
                "feature{feature=\"b\"} 1",
                "feature{feature=\"c\"} 0",
            ],
            Scrape.Lines(Registry, ExpositionFormat.OpenMetrics));
    }

    [Fact]
    public void Asking_again_showing_it_and_what_changes_nothing_allocate_nothing()
    {
        var options = Of("a", "b", "c");
        var visitor = new NullVisitor();
        _states.Set("a", true);

        Assert.Equal(0, Allocations.OfThousandCalls(() => Factory.CreateStateSet("feature", "Help.", options).IsActive("a")));
        Assert.Equal(0, Allocations.OfThousandCalls(() => ((PrometheusMetrics.Streaming.Series)_states).Collect(visitor)));
        Assert.Equal(0, Allocations.OfThousandCalls(() => _states.Set("a", true)));
    }

    private static StateSetOptions Of(params string[] states) => new() { States = states };
}
