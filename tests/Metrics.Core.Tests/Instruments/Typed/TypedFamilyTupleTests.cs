using System.Runtime.CompilerServices;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments.Typed;

/// <summary>Tuples of any length, which .NET nests from the eighth value on.</summary>
public class TypedFamilyTupleTests : EngineTest
{
    private static readonly string[] Names = [.. Enumerable.Range(1, 17).Select(i => $"l{i}")];

    // With more, the hash code of .NET boxes until the JIT has optimised it, and a test cannot wait for that on a busy machine.
    private const int MostWithoutBoxing = 7;

    private int _families;

    [Fact]
    public void Every_value_of_a_tuple_of_any_length_is_a_label()
    {
        Check(ValueTuple.Create(1), ValueTuple.Create(2));
        Check((1, true), (1, false));
        Check((1, true, "c"), (1, true, "d"));
        Check((1, 2, 3, 4, 5, 6, 7), (1, 2, 3, 4, 5, 6, 8));
        Check((1, 2, 3, 4, 5, 6, 7, 8), (1, 2, 3, 4, 5, 6, 7, 9));
        Check((1, 2, 3, 4, 5, 6, 7, 8), (9, 2, 3, 4, 5, 6, 7, 8));
        Check((1, 2, 3, 4, 5, 6, 7, "h", 9), (1, 2, 3, 4, 5, 6, 7, "i", 9));
        Check((1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17), (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18));

        void Check<TLabels>(TLabels one, TLabels other)
            where TLabels : struct, ITuple
        {
            var names = Names.AsSpan(0, one.Length);
            var typed = Factory.CreateCounter<TLabels>($"of_{++_families}_total", "", names);
            var texts = Enumerable.Range(0, one.Length).Select(i => LabelTextOf(one[i])).ToArray();

            Assert.Same(typed.Family.WithLabels(texts), typed.WithLabels(one));
            Assert.NotSame(typed.WithLabels(one), typed.WithLabels(other));
            Assert.Same(typed.WithLabels(other), typed.WithLabels(other));
            if (one.Length <= MostWithoutBoxing)
            {
                Assert.Equal(0, Allocations.OfThousandCalls(() => typed.WithLabels(one)));
            }

            Assert.True(typed.Remove(one));
            Assert.False(typed.Remove(one));
        }

        static string LabelTextOf(object? value) => value is bool flag ? (flag ? "true" : "false") : $"{value}";
    }
}
