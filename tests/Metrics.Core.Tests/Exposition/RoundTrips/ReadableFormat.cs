using System.Buffers;
using System.Text;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Exposition;
using PrometheusMetrics.Tests.Support.Parsing;
using Xunit.Sdk;

namespace PrometheusMetrics.Tests.Exposition.RoundTrips;

/// <summary>A format that is written and read back.</summary>
/// <param name="Format">The format.</param>
/// <param name="Parse">Reads a body, independently of the writer.</param>
/// <param name="Expect">Returns what a reader must see.</param>
internal sealed record ReadableFormat(
    ExpositionFormat Format,
    Func<byte[], IReadOnlyList<FamilyModel>> Parse,
    Func<IEnumerable<FamilyModel>, IEnumerable<FamilyModel>> Expect)
{
    private const string SelfMetrics = "metrics_";

    public static IReadOnlyList<ReadableFormat> All { get; } =
    [
        new(ExpositionFormat.Text, body => LineFormatParser.ParseText(body), Expected.InText),
        new(ExpositionFormat.OpenMetrics, body => LineFormatParser.ParseOpenMetrics(body), Expected.InOpenMetrics),
    ];

    /// <summary>Requires that a reader sees all that a registry has, and nothing else but its self metrics.</summary>
    /// <param name="source">The registry.</param>
    /// <param name="families">What it has.</param>
    /// <param name="inOrder">Whether the series have the order of the model.</param>
    public void RequireReadBack(IMetricSource source, IEnumerable<FamilyModel> families, bool inOrder)
    {
        var body = Write(source);
        try
        {
            var read = Parse(body);
            Assert.DoesNotContain(read, family => family.Name.StartsWith("metrics_collector_errors", StringComparison.Ordinal));
            var applications = read.Where(family => !family.Name.StartsWith(SelfMetrics, StringComparison.Ordinal));
            Assert.Equal(Describe(Expect(families), inOrder), Describe(applications, inOrder));
        }
        catch (Exception e)
        {
            throw new XunitException($"In {Format}: {e.Message}\n{Encoding.UTF8.GetString(body)}");
        }
    }

    private static string Describe(IEnumerable<FamilyModel> families, bool inOrder) => FamilyModel.Describe(inOrder
        ? families
        : families.Select(family => family with { Series = [.. family.Series.OrderBy(series => series.Identity, StringComparer.Ordinal)] }));

    private byte[] Write(IMetricSource source)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = Format.CreateWriter(output);
        using (var reader = source.Read())
        {
            while (reader.Read(writer))
            {
            }
        }

        writer.Complete();
        return output.WrittenSpan.ToArray();
    }
}
