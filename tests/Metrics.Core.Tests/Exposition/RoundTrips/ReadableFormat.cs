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

    /// <summary>All formats in a scheme.</summary>
    public static IReadOnlyList<ReadableFormat> In(NameEscaping escaping)
    {
        var expected = new Expected(escaping);
        var quoted = escaping == NameEscaping.AllowUtf8;
        return
        [
            new(ExpositionFormat.Text.WithEscaping(escaping), body => LineFormatParser.ParseText(body, quoted), expected.InText),
            new(
                ExpositionFormat.OpenMetrics.WithEscaping(escaping),
                body => LineFormatParser.ParseOpenMetrics(body, quoted),
                expected.InOpenMetrics),
            new(
                ExpositionFormat.OpenMetrics2.WithEscaping(escaping),
                body => LineFormatParser.ParseOpenMetrics2(body, quoted),
                expected.InOpenMetrics2),
            new(ExpositionFormat.Protobuf.WithEscaping(escaping), ProtobufReader.Parse, expected.InProtobuf),
        ];
    }

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
            var own = read.Where(family => family.Name.StartsWith(SelfMetrics, StringComparison.Ordinal)).ToList();
            Assert.All(own, family => Assert.Contains("exemplars", family.Name, StringComparison.Ordinal));
            var applications = read.Except(own);
            Assert.Equal(Describe(Expect(families), inOrder), Describe(applications, inOrder));
        }
        catch (Exception e)
        {
            throw new XunitException($"In {Format}: {e.Message}\n{Encoding.UTF8.GetString(body)}");
        }
    }

    private static string Describe(IEnumerable<FamilyModel> families, bool inOrder) => FamilyModel.Describe(inOrder
        ? families
        : families.Select(family =>
            family with { Series = [.. family.Series.OrderBy(series => series.Identity, StringComparer.Ordinal)] }));

    private byte[] Write(IMetricSource source)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = Format.CreateWriter(output);
        using (var reader = source.Read(new CollectionRequest { Escaping = Format.Escaping }))
        {
            while (reader.Read(writer))
            {
            }
        }

        writer.Complete();
        return output.WrittenSpan.ToArray();
    }
}
