using System.Buffers;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Exposition;
using PrometheusMetrics.Streaming;
using PrometheusMetrics.Tests.Exposition;
using PrometheusMetrics.Tests.Registry;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Streaming;

/// <summary>The rules that <see cref="IllegalReportTests"/> tries on the recorder, on writers; and what only one of the two
/// refuses.</summary>
public class CollectionValidatorTests
{
    public static TheoryData<string> OrderAndShape =>
        [.. IllegalReports.All.Keys.Except(IllegalReports.Values).Except(IllegalReports.Duplicates).Except(IllegalReports.Undeclared)];

    public static TheoryData<string> Values => [.. IllegalReports.Values];

    [Theory]
    [MemberData(nameof(OrderAndShape))]
    public void Writers_refuse_what_the_recorder_refuses_with_the_same_message(string name)
    {
        var (report, refusal) = IllegalReports.All[name];
        foreach (var format in ExpositionFormat.BuiltIn)
        {
            var writer = format.CreateWriter(new ArrayBufferWriter<byte>());
            var exception = Assert.ThrowsAny<Exception>(() =>
            {
                report(writer);
                writer.Complete();
            });

            Assert.True(exception is InvalidOperationException or ArgumentNullException);
            Assert.Contains(refusal, exception.Message, StringComparison.Ordinal);
        }
    }

    // A format leaves out the numbers that it does not allow.
    [Theory]
    [MemberData(nameof(Values))]
    public void Writers_accept_any_values(string name)
    {
        var body = Body.Of(ExpositionFormat.OpenMetrics, visitor => IllegalReports.All[name].Report(visitor));

        Assert.EndsWith("# EOF\n", body, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refusal_names_the_family()
    {
        var validator = new CollectionValidator("Over.", checksValues: true);
        validator.BeginFamily(IllegalReports.Gauge);

        var exception = Assert.Throws<InvalidOperationException>(() => validator.Counter(LabelSet.Empty, new CounterSample(1)));

        Assert.Equal(
            "A sample of type Counter was reported in a family of type Gauge: report a sample of that type. (In 'g'.)", exception.Message);
    }

    [Fact]
    public void The_first_violation_is_remembered()
    {
        var validator = new CollectionValidator("Over.", checksValues: true);

        Assert.Null(validator.Violation);
        Assert.Throws<ArgumentNullException>("descriptor", () => validator.BeginFamily(null!));
        Assert.Throws<InvalidOperationException>(validator.EndFamily);
        Assert.Equal("The descriptor is null: each family needs one.", validator.Violation);
    }

    [Fact]
    public void After_the_end_everything_is_refused_with_the_message_of_the_caller()
    {
        var validator = new CollectionValidator("Over.", checksValues: false);
        validator.Complete();

        Assert.Equal("Over.", Assert.Throws<InvalidOperationException>(() => validator.BeginFamily(IllegalReports.Gauge)).Message);
        Assert.Equal("Over.", Assert.Throws<InvalidOperationException>(() => validator.Gauge(LabelSet.Empty, new GaugeSample(1))).Message);
        Assert.Equal("Over.", Assert.Throws<InvalidOperationException>(validator.EndFamily).Message);
        Assert.Equal("Over.", Assert.Throws<InvalidOperationException>(validator.Complete).Message);
    }

    // The cached result of the previous sample must not be used for this one.
    [Fact]
    public void Other_bounds_quantiles_and_states_are_checked_again()
    {
        var validator = new CollectionValidator("Over.", checksValues: false);
        validator.BeginFamily(IllegalReports.Histogram);
        validator.Histogram(LabelSet.Empty, new HistogramSample([1, 2], [1, 1, 1], 1));
        Assert.Throws<InvalidOperationException>(() => validator.Histogram(LabelSet.Empty, new HistogramSample([2, 1], [1, 1, 1], 1)));
        validator.Histogram(LabelSet.Empty, new HistogramSample([1], [1, 1], 1));
        Assert.Throws<InvalidOperationException>(() => validator.Histogram(LabelSet.Empty, new HistogramSample([1, 1], [1, 1, 1], 1)));
        validator.EndFamily();
        validator.BeginFamily(IllegalReports.Summary);
        validator.Summary(LabelSet.Empty, new SummarySample(1, 1, [0.5], [1]));
        Assert.Throws<InvalidOperationException>(() => validator.Summary(LabelSet.Empty, new SummarySample(1, 1, [1.5], [1])));
        validator.EndFamily();
        validator.BeginFamily(IllegalReports.States);
        validator.StateSet(LabelSet.Empty, new StateSetSample(["a", "b"], [true, true]));
        validator.StateSet(LabelSet.Empty, new StateSetSample(["a"], [true]));
        Assert.Throws<InvalidOperationException>(() => validator.StateSet(LabelSet.Empty, new StateSetSample(["a", "a"], [true, true])));
    }

    [Fact]
    public void Legal_samples_cost_no_allocation()
    {
        var validator = new CollectionValidator("Over.", checksValues: true);
        string[][] states = [["a", "b"], ["c"]];
        bool[][] active = [[true, false], [true]];
        validator.BeginFamily(IllegalReports.States);

        Assert.Equal(0, Allocations.OfThousandCalls(() =>
        {
            validator.StateSet(LabelSet.Empty, new StateSetSample(states[0], active[0]));
            validator.StateSet(LabelSet.Empty, new StateSetSample(states[1], active[1]));
        }));
    }
}
