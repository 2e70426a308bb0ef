using System.Buffers;
using System.Text;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Exposition;

namespace PrometheusMetrics.Tests.Exposition;

/// <summary>Whole bodies, as text.</summary>
internal static class Body
{
    public static string Of(ExpositionFormat format, Action<MetricVisitor> visit)
    {
        var output = new ArrayBufferWriter<byte>();
        Write(format, output, visit);
        return Decode(output.WrittenSpan);
    }

    public static void Write(ExpositionFormat format, IBufferWriter<byte> output, Action<MetricVisitor> visit)
    {
        var writer = format.CreateWriter(output);
        visit(writer);
        writer.Complete();
    }

    /// <summary>Writes one family.</summary>
    public static string Of(ExpositionFormat format, MetricDescriptor family, Action<MetricVisitor> samples) => Of(format, visitor =>
    {
        visitor.BeginFamily(family);
        samples(visitor);
        visitor.EndFamily();
    });

    // Strict, so that a broken byte is an error here and not a question mark.
    public static string Decode(ReadOnlySpan<byte> body) =>
        new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(body);
}
