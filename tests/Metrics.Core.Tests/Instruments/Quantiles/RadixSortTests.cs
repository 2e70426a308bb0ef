using PrometheusMetrics.Instruments;

namespace PrometheusMetrics.Tests.Instruments.Quantiles;

public sealed class RadixSortTests
{
    public static TheoryData<int> Lengths => [0, 1, 2, 127, 128, 129, 499, 500, RadixSort.MaxLength];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Numbers_of_every_size_and_sign_are_sorted(int length)
    {
        var random = new Random(length);
        var values = new double[length];
        foreach (ref var value in values.AsSpan())
        {
            do
            {
                value = BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue));
            }
            while (double.IsNaN(value));
        }

        AssertSorted(values);
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Numbers_that_are_alike_are_sorted(int length)
    {
        var random = new Random(length);
        double[] few = [-1 / 0.0, double.MinValue, -1, -double.Epsilon, 0, double.Epsilon, 1, 1.0000000000000002, 2, 1 / 0.0];
        AssertSorted(Enumerable.Range(0, length).Select(_ => few[random.Next(few.Length)]).ToArray());
        AssertSorted(Enumerable.Repeat(0.25, length).ToArray());
        AssertSorted(Enumerable.Range(0, length).Select(i => (double)i).ToArray());
        AssertSorted(Enumerable.Range(0, length).Select(i => -1e9 - i).ToArray());
    }

    private static void AssertSorted(double[] values)
    {
        var sorted = new double[values.Length];
        RadixSort.Sort(values, sorted);
        Array.Sort(values);
        Assert.Equal(values, sorted);
    }
}
