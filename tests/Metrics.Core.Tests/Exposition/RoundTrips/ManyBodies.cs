using System.Globalization;
using Xunit.Sdk;

namespace PrometheusMetrics.Tests.Exposition.RoundTrips;

/// <summary>Repeats a test with one random generator after the other.</summary>
internal static class ManyBodies
{
    /// <summary>How many bodies of each format a run makes: 10,000, or what the environment says.</summary>
    public static int Count { get; } = FromEnvironment("METRICS_BODIES", 10_000);

    private static readonly int FirstSeed = FromEnvironment("METRICS_SEED", 1);

    /// <param name="count">How often.</param>
    /// <param name="test">The test. It takes all that is random from the generator.</param>
    public static void Repeat(int count, Action<Random> test)
    {
        for (var i = 0; i < count; i++)
        {
            var seed = unchecked(FirstSeed + i);
            try
            {
                test(new Random(seed));
            }
            catch (Exception e)
            {
                throw new XunitException($"Seed {seed}; METRICS_SEED={seed} METRICS_BODIES=2 repeats it alone.\n{e.Message}", e);
            }
        }
    }

    private static int FromEnvironment(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
