using System.Buffers;
using System.Globalization;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Exposition;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Exposition;

/// <summary>Bodies of instruments, of which a writer receives many series with one call.</summary>
public class SeriesBatchTests : EngineTest
{
    private const int Rounds = 12;

    private static readonly string[] Texts = ["a", "b\"c", "d\\", "e\nf", "Größe", "🙂", "\ud800", "g\0h", "", "# EOF", new string('x', 5000)];
    private static readonly double[] Numbers =
        [0, -0.0, 1, 0.1, 1e-300, 5e-324, 1e300, double.MaxValue, 9007199254740992, 123456789, 0.30000000000000004];

    public static TheoryData<string> Formats => [.. ExpositionFormat.BuiltIn.ToArray().Select(format => format.ContentType)];

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_body_is_the_same_as_if_each_series_were_reported_alone(string contentType)
    {
        var format = ExpositionFormat.BuiltIn.ToArray().Single(format => format.ContentType == contentType);
        var random = new Random(contentType.Length);
        var families = CreateFamilies();
        for (var round = 0; round < Rounds; round++)
        {
            families.ForEach(change => change(random, random.Next(round * 30)));

            Assert.Equal(Write(format, visitor => new OneByOneVisitor(visitor)), Write(format, visitor => visitor));
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Each_value_has_its_own_labels_while_series_come_and_go(string contentType)
    {
        var format = ExpositionFormat.BuiltIn.ToArray().Single(format => format.ContentType == contentType);
        var family = Factory.CreateGauge("g", "", "k");
        ParallelRunner.Do(3, thread =>
        {
            for (var i = 0; i < 3000; i++)
            {
                if (thread == 0)
                {
                    family.WithLabels($"{i}").Set(i);
                    family.Remove($"{i - (i % 150)}");
                    family.Remove($"{i - 70}");
                }
                else if (i % 100 == 0)
                {
                    CheckLines(format);
                }
            }
        });
    }

    private void CheckLines(ExpositionFormat format)
    {
        if (format.ContentType.Contains("protobuf", StringComparison.Ordinal))
        {
            Assert.NotEmpty(Write(format, visitor => visitor));
            return;
        }

        foreach (var line in Scrape.Lines(Registry, format).Where(line => line.StartsWith("g{", StringComparison.Ordinal)))
        {
            var parts = line.Split('"');
            var value = parts[2].Split(' ')[1];

            // A new gauge is zero until it is set.
            Assert.True(parts[1] == value || value == "0", line);
        }
    }

    private byte[] Write(ExpositionFormat format, Func<MetricVisitor, MetricVisitor> wrap)
    {
        var output = new ArrayBufferWriter<byte>();
        Body.Write(format, output, writer =>
        {
            var visitor = wrap(writer);
            using var reader = Registry.Read();
            while (reader.Read(visitor))
            {
            }
        });
        return output.WrittenSpan.ToArray();
    }

    private List<Action<Random, int>> CreateFamilies()
    {
        var plain = Factory.CreateCounter("plain_total", "Without labels.");
        var counters = Factory.CreateCounter("counters_total", "Counters.", "a", "b");
        var gauges = Factory.CreateGauge("gauges", "Gauges.", "a");
        var histograms = Factory.CreateHistogram("histograms", "Histograms.", "a", "b");
        var natives = Factory.CreateHistogram("natives", "Native histograms.", ["a"], new HistogramOptions { Native = new() });
        var summaries = Factory.CreateSummary("summaries", "Summaries.", ["a"], new SummaryOptions());
        var states = Factory.CreateStateSet("states", "States.", ["a"], new StateSetOptions { States = ["on", "o\"ff"] });
        var infos = Factory.CreateInfo("infos", "Infos.", "a");
        return
        [
            (random, _) => plain.Inc(Any(random)),
            (random, i) => counters.WithLabels(Text(random, i), $"{i}").Inc(Any(random)),
            (random, i) => counters.WithLabels(Text(random, i), "exemplar").IncWithExemplar(1, ("trace_id", $"{i}")),
            (random, i) => AddMany(i, j => counters.WithLabels(Text(random, j), "many").Inc()),
            (random, i) => AddMany(i, j => gauges.WithLabels(Text(random, j)).Set(random.Next(3) == 0 ? double.NaN : -Any(random))),
            (random, i) => gauges.RemoveWhere(_ => random.Next(5) == 0),
            (random, i) => counters.Remove(Text(random, i), $"{i}"),
            (random, i) => AddMany(i / 3, j => histograms.WithLabels(Text(random, j), $"{j}").Observe(random.NextDouble() * 20)),
            (random, i) => histograms.WithLabels("a", "exemplar").ObserveWithExemplar(Any(random), ("trace_id", $"{i}")),
            (random, i) => AddMany(i / 3, j => natives.WithLabels(Text(random, j)).Observe(Any(random))),
            (random, i) => AddMany(i / 3, j => summaries.WithLabels(Text(random, j)).Observe(random.NextDouble())),
            (random, i) => AddMany(i / 3, j => states.WithLabels(Text(random, j)).Set("on", random.Next(2) == 0)),
            (random, i) => AddMany(i / 3, j => infos.WithLabels(Text(random, j)).Set(("version", Text(random, i)))),
            (random, i) => infos.RemoveWhere(_ => random.Next(5) == 0),
        ];

        static void AddMany(int count, Action<int> add)
        {
            for (var i = 0; i < count; i++)
            {
                add(i);
            }
        }
    }

    private static double Any(Random random) => Numbers[random.Next(Numbers.Length)];

    private static string Text(Random random, int index) =>
        Texts[random.Next(Texts.Length)] + index.ToString(CultureInfo.InvariantCulture);
}
