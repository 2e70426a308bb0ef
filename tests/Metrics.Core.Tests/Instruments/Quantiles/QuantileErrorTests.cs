using PrometheusMetrics.Instruments;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments.Quantiles;

/// <summary>R-367, R-374: an estimate is between the ranks (q - e) n and (q + e) n, whatever the values and their order.</summary>
public sealed class QuantileErrorTests
{
    private static readonly QuantileObjective[][] ObjectiveSets =
    [
        [new(0.5, 0.05), new(0.9, 0.01), new(0.99, 0.001)],
        [new(0.5, 0.01)],
        [new(0.01, 0.001), new(0.1, 0.01), new(0.25, 0.1), new(0.75, 0.02), new(0.999, 0.0001)],
        [new(0, 0.1), new(0.001, 0.01), new(0.99, 0.05), new(1, 0.1)],
        [new(0.3, 0.3), new(0.7, 1)],
        [new(0.75, 0.1)],
        [new(0.9, 0.05)],
        [new(0.1, 0.05), new(0.25, 0.1)],
    ];

    private static readonly string[] Orders =
    [
        "shuffled", "sorted", "reversed", "constant", "exponential", "few",
        "zigzag", "inwards", "steps", "waves", "rise", "fall",
    ];

    public static TheoryData<string, int> Inputs
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var order in Orders)
            {
                foreach (var size in (int[])[1, 2, 499, 500, 501, 1000, 9999, 100_000])
                {
                    data.Add(order, size);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Inputs))]
    public void Every_answer_is_within_the_permitted_error(string order, int size)
    {
        var values = Values(order, size);
        var ascending = (double[])values.Clone();
        Array.Sort(ascending);
        foreach (var objectives in ObjectiveSets)
        {
            var window = new QuantileWindow(
                QuantileObjectives.Create(objectives, "s"), TimeSpan.FromMinutes(10), 5, new TestTimeProvider());
            foreach (var value in values)
            {
                window.Observe(value);
            }

            AssertWithin(ascending, objectives, window);
        }
    }

    // R-367, the literal example.
    [Fact]
    public void The_99th_percentile_of_1_to_10000_is_between_9890_and_9910()
    {
        var objectives = QuantileObjectives.Create([new(0.99, 0.001), new(0.5, 0.05)], "s");
        var window = new QuantileWindow(objectives, TimeSpan.FromMinutes(10), 5, new TestTimeProvider());
        foreach (var value in Values("shuffled", 10_000))
        {
            window.Observe(value);
        }

        var answers = new double[2];
        window.Read(answers);
        Assert.InRange(answers[0], 4500, 5500);
        Assert.InRange(answers[1], 9890, 9910);
    }

    [Fact]
    public void An_error_of_0_is_exact()
    {
        var objectives = QuantileObjectives.Create([new(0.123, 0), new(0.5, 0), new(0.9, 0)], "s");
        var window = new QuantileWindow(objectives, TimeSpan.FromMinutes(10), 5, new TestTimeProvider());
        foreach (var value in Values("shuffled", 5001))
        {
            window.Observe(value);
        }

        var answers = new double[3];
        window.Read(answers);
        Assert.Equal([616, 2501, 4501], answers);
    }

    // the same bounds for the values of the last five steps, of which the number and the magnitude change, with long and
    // short pauses.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void The_error_stays_within_bounds_while_the_window_slides(int seed)
    {
        var random = new Random(seed);
        var clock = new TestTimeProvider();
        var window = new QuantileWindow(QuantileObjectives.Create(ObjectiveSets[seed], "s"), TimeSpan.FromSeconds(100), 5, clock);
        var seen = new List<(int Step, double Value)>();
        var second = 0;
        for (var phase = 0; phase < 100; phase++)
        {
            var pause = random.Next(25) == 0 ? 70 : random.Next(12);
            clock.Advance(TimeSpan.FromSeconds(pause));
            second += pause;
            var step = Math.Max(0, (second - 1) / 20);
            var (low, width) = (random.NextDouble() * 100, Math.Pow(10, random.Next(-3, 3)));
            for (var i = random.Next(1, 1500); i > 0; i--)
            {
                seen.Add((step, low + (width * random.NextDouble())));
                window.Observe(seen[^1].Value);
            }

            seen.RemoveAll(s => s.Step < step - 4);
            AssertWithin([.. seen.Select(s => s.Value).Order()], ObjectiveSets[seed], window);
        }
    }

    private static void AssertWithin(double[] ascending, QuantileObjective[] objectives, QuantileWindow window)
    {
        var answers = new double[objectives.Length];
        window.Read(answers);
        var n = ascending.Length;
        for (var i = 0; i < answers.Length; i++)
        {
            var (quantile, error) = objectives[i];
            var lowest = LowerBound(ascending, answers[i]) + 1;
            var highest = LowerBound(ascending, Math.BitIncrement(answers[i]));
            Assert.True(lowest <= highest, $"{answers[i]} was never observed");

            // If no rank is within the error, the quantile has to be exact.
            var exact = Math.Max(1, Math.Ceiling(quantile * n));
            var from = Math.Min(exact, (quantile - error) * n);
            var to = Math.Max(error * n < 1 ? exact : 1, (quantile + error) * n);
            var permitted = highest >= from - 1e-6 && lowest <= to + 1e-6;
            Assert.True(permitted, $"{quantile} of {n}: rank {lowest} to {highest}, permitted {from} to {to}");
        }
    }

    private static int LowerBound(double[] ascending, double value)
    {
        var (low, high) = (0, ascending.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = ascending[middle] < value ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private static double[] Values(string order, int size)
    {
        var random = new Random(size);
        var ascending = Enumerable.Range(1, size).Select(i => (double)i).ToArray();
        switch (order)
        {
            case "shuffled":
                random.Shuffle(ascending);
                return ascending;
            case "reversed":
                Array.Reverse(ascending);
                return ascending;
            case "constant":
                return Array.ConvertAll(ascending, _ => 0.25);
            case "exponential":
                return Array.ConvertAll(ascending, _ => -Math.Log(1 - random.NextDouble()));
            case "zigzag":
                return Array.ConvertAll(ascending, i => i % 2 == 0 ? i : -i);
            case "inwards":
                return Array.ConvertAll(ascending, i => i % 2 == 0 ? i : (2 * size) - i);
            case "few":
                return Array.ConvertAll(ascending, _ => (double)random.Next(5));
            case "steps":
                return Array.ConvertAll(ascending, i => Math.Floor(i / 700) % 2 == 0 ? i : -random.NextDouble());
            case "waves":
                return Array.ConvertAll(ascending, i => Math.Floor(i / 5000) % 2 == 0 ? random.NextDouble() : -random.NextDouble());
            case "rise":
                return Array.ConvertAll(ascending, i => i < 10_000 ? random.NextDouble() : 1 + random.NextDouble());
            case "fall":
                return Array.ConvertAll(ascending, i => i < 10_000 ? random.NextDouble() : -random.NextDouble());
            default:
                return ascending;
        }
    }
}
