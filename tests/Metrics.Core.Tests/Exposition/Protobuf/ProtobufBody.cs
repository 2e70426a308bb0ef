using System.Buffers;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Exposition;

namespace PrometheusMetrics.Tests.Exposition.Protobuf;

/// <summary>Bodies of delimited messages, read by Google's library.</summary>
internal static class ProtobufBody
{
    public static byte[] Bytes(Action<MetricVisitor> visit)
    {
        var output = new ArrayBufferWriter<byte>();
        Body.Write(ExpositionFormat.Protobuf, output, visit);
        return output.WrittenSpan.ToArray();
    }

    public static List<MetricFamily> Of(Action<MetricVisitor> visit) => Parse(Bytes(visit));

    /// <summary>Writes one family.</summary>
    public static MetricFamily Of(MetricDescriptor family, Action<MetricVisitor> samples) => Assert.Single(Of(visitor =>
    {
        visitor.BeginFamily(family);
        samples(visitor);
        visitor.EndFamily();
    }));

    /// <summary>Writes the only series of a family.</summary>
    public static Metric MetricOf(MetricDescriptor family, Action<MetricVisitor> sample) => Assert.Single(Of(family, sample).Metric);

    public static List<MetricFamily> Parse(byte[] body)
    {
        var families = new List<MetricFamily>();
        using var stream = new MemoryStream(body);
        while (stream.Position < stream.Length)
        {
            families.Add(MetricFamily.Parser.ParseDelimitedFrom(stream));
        }

        return families;
    }
}
