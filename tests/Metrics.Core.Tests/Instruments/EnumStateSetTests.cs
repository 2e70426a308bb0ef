using PrometheusMetrics.Exposition;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments;

public class EnumStateSetTests : EngineTest
{
    private enum Phase
    {
        Starting,
        Running,
        Stopped,
    }

    private enum Signed : sbyte
    {
        Low = -1,
        Zero = 0,
        High = 1,
    }

    // Two names for one value: the state has the name that Enum.GetName returns.
    private enum Aliased
    {
        Off = 0,
        On = 1,
        Enabled = On,
    }

    private enum Huge : ulong
    {
        First = 1,
        Last = ulong.MaxValue,
    }

    private enum Nothing;

    [Flags]
    private enum Rights
    {
        None = 0,
        Read = 1,
        Write = 2,
    }

    //
    [Fact]
    public void Exactly_one_is_on()
    {
        var phase = Factory.CreateStateSet<Phase>("phase", "");
        Assert.Equal(Phase.Starting, phase.Value);
        Assert.Equal(["phase Starting:1 Running:0 Stopped:0"], Scrape.Lines(Registry));

        phase.Set(Phase.Running);
        Assert.Equal(["phase Starting:0 Running:1 Stopped:0"], Scrape.Lines(Registry));

        phase.Set(Phase.Stopped);
        Assert.Equal(Phase.Stopped, phase.Value);
        Assert.Equal(["phase Starting:0 Running:0 Stopped:1"], Scrape.Lines(Registry));
        Assert.Equal(1, Registry.GetSampleValue("phase", ("phase", "Stopped")));
    }

    [Fact]
    public void Each_series_has_a_state_of_its_own()
    {
        var family = Factory.CreateStateSet<Phase>("phase", "", "worker");

        family.WithLabels("1").Set(Phase.Running);
        family.WithLabels("2");

        Assert.Equal(
            ["phase{worker=\"1\"} Starting:0 Running:1 Stopped:0", "phase{worker=\"2\"} Starting:1 Running:0 Stopped:0"],
            Scrape.Lines(Registry));
        Assert.Same(family, Factory.CreateStateSet<Phase>("phase", "", ["worker"], new StateSetOptions()));
    }

    [Fact]
    public void Members_of_the_same_value_are_one_state()
    {
        var states = Factory.CreateStateSet<Aliased>("x", "");

        states.Set(Aliased.Enabled);

        Assert.Equal(Aliased.On, states.Value);
        Assert.Equal([$"x Off:0 {Enum.GetName(Aliased.On)}:1"], Scrape.Lines(Registry));
    }

    [Fact]
    public void Any_underlying_type_will_do()
    {
        Factory.CreateStateSet<Signed>("signed", "").Set(Signed.Low);
        Factory.CreateStateSet<Huge>("huge", "").Set(Huge.Last);

        Assert.Equal(["huge First:0 Last:1", "signed Zero:0 High:0 Low:1"], Scrape.Lines(Registry));
    }

    [Fact]
    public void A_value_without_name_is_refused()
    {
        var phase = Factory.CreateStateSet<Phase>("phase", "");
        phase.Set(Phase.Running);

        var refusal = Assert.Throws<ArgumentOutOfRangeException>("state", () => phase.Set((Phase)3));

        Assert.Contains(
            "Phase has no such member. Its members are: Starting, Running, Stopped.", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>("state", () => phase.Set((Phase)(-1)));
        Assert.Equal(Phase.Running, phase.Value);
    }

    [Fact]
    public void Flags_are_refused()
    {
        var refusal = Assert.Throws<ArgumentException>(() => Factory.CreateStateSet<Rights>("rights", ""));

        Assert.Contains("Rights is an enum of flags", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("use CreateStateSet with StateSetOptions.States", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_enum_without_members_is_refused() =>
        Assert.Contains(
            "Nothing has no members",
            Assert.Throws<ArgumentException>(() => Factory.CreateStateSet<Nothing>("x", "")).Message,
            StringComparison.Ordinal);

    [Fact]
    public void States_besides_the_enum_are_refused()
    {
        var options = new StateSetOptions { States = ["a"] };
        Assert.Throws<ArgumentException>("options", () => Factory.CreateStateSet<Phase>("phase", "", options));

        Factory.CreateStateSet<Phase>("phase", "");
        Assert.Throws<ArgumentException>("options", () => Factory.CreateStateSet<Phase>("phase", "", options));
    }

    //
    [Fact]
    public void The_enum_belongs_to_the_shape()
    {
        var phase = Factory.CreateStateSet<Phase>("phase", "");
        Assert.Same(phase, Factory.CreateStateSet<Phase>("phase", ""));

        var message = Assert.Throws<InvalidOperationException>(() => Factory.CreateStateSet<Signed>("phase", "")).Message;
        Assert.Contains("states of Phase Starting, Running, Stopped.", message, StringComparison.Ordinal);
        Assert.Contains("states of Signed Zero, High, Low.", message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(
            () => Factory.CreateStateSet("phase", "", new StateSetOptions { States = ["Starting", "Running", "Stopped"] }));
    }

    //
    [Fact]
    public void A_label_named_like_the_metric_is_refused() =>
        Assert.Throws<ArgumentException>(() => Factory.CreateStateSet<Phase>("phase", "", "phase"));

    //
    [Fact]
    public void It_reads_right_in_each_format()
    {
        Factory.CreateStateSet<Phase>("phase", "Help.").Set(Phase.Stopped);

        Assert.Equal(
            [
                "# HELP phase Help.",
                "# TYPE phase gauge",
                "phase{phase=\"Starting\"} 0",
                "phase{phase=\"Running\"} 0",
                "phase{phase=\"Stopped\"} 1",
            ],
            Scrape.Lines(Registry, ExpositionFormat.Text));
        Assert.Equal(
            [
                "# TYPE phase stateset",
                "# HELP phase Help.",
                "phase{phase=\"Starting\"} 0",
                "phase{phase=\"Running\"} 0",
                "phase{phase=\"Stopped\"} 1",
            ],
            Scrape.Lines(Registry, ExpositionFormat.OpenMetrics));
    }

    [Fact]
    public void Using_and_showing_it_allocates_nothing()
    {
        var phase = Factory.CreateStateSet<Phase>("phase", "");
        var visitor = new NullVisitor();

        Assert.Equal(0, Allocations.OfThousandCalls(() => Factory.CreateStateSet<Phase>("phase", "").Set(Phase.Running)));
        Assert.Equal(0, Allocations.OfThousandCalls(() => phase.Set(phase.Value)));
        Assert.Equal(0, Allocations.OfThousandCalls(() => ((PrometheusMetrics.Streaming.Series)phase).Collect(visitor)));
    }
}
