using System.Runtime.CompilerServices;
using PrometheusMetrics.Instruments;

namespace PrometheusMetrics.Tests.Instruments.Quantiles;

/// <summary>The races of writers, one step at a time: what a delayed writer knows of a state is kept, and used after the state has
/// changed.</summary>
public sealed class QuantileWindowStateTests
{
    private const int Intervals = 5;
    private const int FirstEnd = 100;
    private const int Capacity = 500;

    private static readonly QuantileObjectives Objectives = QuantileObjectives.Create([new(0, 0), new(0.5, 0), new(1, 0)], "s");

    // The bits of a value that must not appear, and of a seal.
    private static readonly long Late = BitConverter.DoubleToInt64Bits(-1000);
    private static readonly long Seal = -1;

    private readonly QuantileWindowState _state = QuantileWindowState.Empty(FirstEnd, Intervals);

    [Fact]
    public void A_value_can_be_appended_until_the_interval_ends()
    {
        Append(_state, 1, 2);

        Assert.True(_state.TryAppend(3, FirstEnd));
        Assert.False(_state.TryAppend(4, FirstEnd + 1));
        AssertValues(_state, 1, 2, 3);
    }

    [Fact]
    public void It_has_room_for_500_values()
    {
        Append(_state, Range(1, Capacity));

        Assert.False(_state.TryAppend(1000, 0));
        Assert.False(_state.TryMakeRoom());
        AssertValues(_state, Range(1, Capacity));
    }

    [Fact]
    public void A_compaction_takes_all_values_and_no_writer_appends_afterwards()
    {
        Append(_state, 1, 2, 3);
        var next = Successor(_state);

        Assert.False(_state.TryAppend(1000, 0));
        Assert.False(_state.TryMakeRoom());
        AssertValues(_state, 1, 2, 3);
        AssertValues(next, 1, 2, 3);
    }

    // A reader could miss what is appended to a state that is not published yet.
    [Fact]
    public void A_state_accepts_values_when_it_is_opened_and_not_before()
    {
        Append(_state, 1, 2, 3);
        var next = Open(Successor(_state));
        Append(next, 4, 5);
        CompactInto(_state, next);

        Assert.False(_state.TryAppend(1000, 0));
        AssertValues(_state, 1, 2, 3, 4, 5);

        Open(_state);
        Assert.True(_state.TryAppend(6, 0));
        AssertValues(_state, 1, 2, 3, 4, 5, 6);
    }

    // It read everything of the state that it has to know, and was delayed before it appended.
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(Capacity)]
    public void A_delayed_writer_appends_nothing_to_a_state_that_is_sealed_emptied_or_used_again(int values)
    {
        Append(_state, Range(1, values));
        var (slots, empty) = (SlotsOf(_state), EmptyOf(_state));

        var next = Open(Successor(_state));
        Assert.False(TryAppend(_state, slots, empty, Late), "sealed");

        Append(next, values + 1);
        CompactInto(_state, next);
        Assert.False(TryAppend(_state, slots, empty, Late), "emptied");

        Open(_state);
        Assert.False(TryAppend(_state, slots, empty, Late), "used again");
        AssertValues(_state, Range(1, values + 1));

        Append(_state, values + 2);
        Assert.False(TryAppend(_state, slots, empty, Late), "written to again");
        AssertValues(_state, Range(1, values + 2));
    }

    [Fact]
    public void A_writer_that_was_delayed_while_the_buffer_grew_appends_nothing_to_the_old_one()
    {
        Append(_state, Range(1, 16));
        var (slots, empty) = (SlotsOf(_state), EmptyOf(_state));
        Append(_state, 17);

        Assert.NotSame(slots, SlotsOf(_state));
        Assert.False(TryAppend(_state, slots, empty, Late));
        AssertValues(_state, Range(1, 17));
    }

    // The writer that waited for the lock, while another one made room, must not make more. Otherwise what is appended to the buffer
    // during the copying is lost.
    [Fact]
    public void A_buffer_with_room_is_not_replaced()
    {
        Append(_state, Range(1, 15));
        var slots = SlotsOf(_state);

        Assert.True(_state.TryMakeRoom());
        Assert.Same(slots, SlotsOf(_state));
    }

    // The number of values is set by writers without synchronisation, so it may be that of any time before.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(20)]
    [InlineData(21)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(Capacity)]
    public void A_wrong_number_of_values_from_a_delayed_writer_does_no_harm(int count)
    {
        Append(_state, Range(1, 20));
        CountHintOf(_state) = count;
        AssertValues(_state, Range(1, 20));

        Append(_state, 21);
        CountHintOf(_state) = count;
        AssertValues(_state, Range(1, 21));

        CountHintOf(_state) = count;
        var next = Successor(_state);
        AssertValues(_state, Range(1, 21));
        AssertValues(next, Range(1, 21));
    }

    // Memory may run out in the middle of a compaction, after the state was sealed.
    [Fact]
    public void A_compaction_that_failed_can_be_done_again()
    {
        Append(_state, 1, 2, 3);
        Assert.True(TryAppend(_state, SlotsOf(_state), EmptyOf(_state), Seal));

        Assert.False(_state.TryMakeRoom());
        AssertValues(Successor(Successor(_state)), 1, 2, 3);
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_slots")]
    private static extern ref long[] SlotsOf(QuantileWindowState state);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_empty")]
    private static extern ref long EmptyOf(QuantileWindowState state);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_countHint")]
    private static extern ref int CountHintOf(QuantileWindowState state);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "TryAppend")]
    private static extern bool TryAppend(QuantileWindowState state, long[] slots, long empty, long bits);

    private static double[] Range(int first, int last) => [.. Enumerable.Range(first, last - first + 1).Select(i => (double)i)];

    private static void Append(QuantileWindowState state, params double[] values)
    {
        foreach (var value in values)
        {
            Assert.True(state.TryAppend(value, 0) || (state.TryMakeRoom() && state.TryAppend(value, 0)));
        }
    }

    private static QuantileWindowState Successor(QuantileWindowState previous)
    {
        var next = new QuantileWindowState();
        CompactInto(next, previous);
        return next;
    }

    private static void CompactInto(QuantileWindowState next, QuantileWindowState previous) =>
        next.CompactFrom(previous, interval: 0, FirstEnd, Intervals, Objectives);

    private static QuantileWindowState Open(QuantileWindowState state)
    {
        state.Open();
        return state;
    }

    // Minimum, median and maximum are exact. With the values 1, 2, ... they also give their number.
    private static void AssertValues(QuantileWindowState state, params double[] ascending)
    {
        var answers = new double[Objectives.Count];
        state.Estimate(0, Objectives, answers);
        Assert.Equal([ascending[0], ascending[(ascending.Length - 1) / 2], ascending[^1]], answers);
    }
}
