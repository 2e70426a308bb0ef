using System.Buffers;
using System.Globalization;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Exposition;
using PrometheusMetrics.Tests.Exposition.Protobuf;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Exposition;

/// <summary>Bodies of instruments, of which a writer receives many series with one call.</summary>
public sealed class SeriesBatchTests : IDisposable
{
    private const int Rounds = 12;

    private static readonly string[] Texts =
        ["a", "b\"c", "d\\", "e\nf", "Größe", "🙂", "\ud800", "g\0h", "", "# EOF", new string('x', 5000)];
    private static readonly double[] Numbers =
        [0, -0.0, 1, 0.1, 1e-300, 5e-324, 1e300, double.MaxValue, 9007199254740992, 123456789, 0.30000000000000004];

    private readonly MetricRegistry _registry = new(new MetricRegistryOptions { NameValidation = NameValidation.Utf8 });
    private readonly MetricFactory _factory;

    public SeriesBatchTests() => _factory = new MetricFactory(_registry);

    public static MatrixTheoryData<string, NameEscaping> Formats =>
        new(ExpositionFormat.BuiltIn.ToArray().Select(format => format.ContentType), Enum.GetValues<NameEscaping>());

    public void Dispose() => _registry.Dispose();

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_body_is_the_same_as_if_each_series_were_reported_alone(string contentType, NameEscaping escaping) =>
        CheckBodies(Find(contentType, escaping));

    [Fact]
    public void So_is_a_body_with_created_lines()
    {
        CheckBodies(ExpositionFormat.OpenMetricsWithCreated);

        Assert.Contains(
            "\nplain_created ", Body.Decode(Write(ExpositionFormat.OpenMetricsWithCreated, visitor => visitor)), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Each_value_has_its_own_labels_while_series_come_and_go(string contentType, NameEscaping escaping)
    {
        var format = Find(contentType, escaping);
        var family = _factory.CreateGauge("g", "", "k");
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

    // The text of labels is shared by the schemes that do not change them, and only by those.
    [Fact]
    public void Labels_are_written_in_the_scheme_of_each_body()
    {
        for (var i = 0; i < 10; i++)
        {
            _factory.CreateGauge("m", "", "a_b").WithLabels($"{i}").Set(1);
            _factory.CreateGauge("n", "", "a.b").WithLabels($"{i}").Set(1);
        }

        for (var i = 0; i < 2; i++)
        {
            Check(NameEscaping.AllowUtf8, "m{a_b=\"7\"} 1", "n{\"a.b\"=\"7\"} 1");
            Check(NameEscaping.Dots, "m{a__b=\"7\"} 1", "n{a_dot_b=\"7\"} 1");
            Check(NameEscaping.Underscores, "m{a_b=\"7\"} 1", "n{a_b=\"7\"} 1");
            Check(NameEscaping.Values, "m{a_b=\"7\"} 1", "n{U__a_2e_b=\"7\"} 1");
        }

        void Check(NameEscaping escaping, string legacy, string utf8)
        {
            var lines = Scrape.Lines(_registry, Find("text/plain; version=1.0.0", escaping));
            Assert.Contains(legacy, lines);
            Assert.Contains(utf8, lines);
        }
    }

    private static ExpositionFormat Find(string contentType, NameEscaping escaping) => ExpositionFormat.BuiltIn.ToArray()
        .Single(format => format.ContentType.StartsWith(contentType, StringComparison.Ordinal)).WithEscaping(escaping);

    private void CheckBodies(ExpositionFormat format)
    {
        var random = new Random(format.ContentType.Length);
        var families = CreateFamilies();
        for (var round = 0; round < Rounds; round++)
        {
            families.ForEach(change => change(random, random.Next(round * 30)));

            Assert.Equal(Write(format, visitor => new OneByOneVisitor(visitor)), Write(format, visitor => visitor));
        }
    }

    private void CheckLines(ExpositionFormat format)
    {
        if (format.ContentType.Contains("protobuf", StringComparison.Ordinal))
        {
            // Without series there is no family.
            foreach (var metric in ProtobufBody.Parse(Write(format, visitor => visitor)).SelectMany(family => family.Metric))
            {
                Assert.True(metric.Gauge.Value is 0 || $"{metric.Gauge.Value}" == metric.Label[0].Value, $"{metric}");
            }

            return;
        }

        foreach (var line in Scrape.Lines(_registry, format).Where(line => line.StartsWith("g{", StringComparison.Ordinal)))
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
            using var reader = _registry.Read();
            while (reader.Read(visitor))
            {
            }
        });
        return output.WrittenSpan.ToArray();
    }

    private List<Action<Random, int>> CreateFamilies()
    {
        var plain = _factory.CreateCounter("plain_total", "Without labels.");
        var counters = _factory.CreateCounter("counters_total", "Counters.", "a", "b");
        var utf8 = _factory.CreateCounter("größe.gesamt_total", "UTF-8.", "label.a");
        var gauges = _factory.CreateGauge("gauges", "Gauges.", "a");
        var histograms = _factory.CreateHistogram("histograms", "Histograms.", "a", "b");
        var natives = _factory.CreateHistogram("natives", "Native histograms.", ["a"], new HistogramOptions { Native = new() });
        var summaries = _factory.CreateSummary("summaries", "Summaries.", ["a"], new SummaryOptions());
        var states = _factory.CreateStateSet("states", "States.", ["a"], new StateSetOptions { States = ["on", "o\"ff"] });
        var infos = _factory.CreateInfo("infos", "Infos.", "a");
        return
        [
            (random, _) => plain.Inc(Any(random)),
            (random, i) => counters.WithLabels(Text(random, i), $"{i}").Inc(Any(random)),
            (random, i) => counters.WithLabels(Text(random, i), "exemplar").IncWithExemplar(1, ("trace_id", $"{i}")),
            (random, i) => AddMany(i, j => counters.WithLabels(Text(random, j), "many").Inc()),
            (random, i) => AddMany(i, j => gauges.WithLabels(Text(random, j)).Set(random.Next(3) == 0 ? double.NaN : -Any(random))),
            (random, i) => AddMany(i, j => utf8.WithLabels(Text(random, j)).Inc()),
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
