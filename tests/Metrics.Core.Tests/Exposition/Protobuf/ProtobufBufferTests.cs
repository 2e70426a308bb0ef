using PrometheusMetrics.Exposition;

namespace PrometheusMetrics.Tests.Exposition.Protobuf;

public sealed class ProtobufBufferTests
{
    private const int FirstCapacity = 1024;

    private static readonly Action<ProtobufBuffer>[] Parts =
    [
        into => into.WriteVarint(ulong.MaxValue),
        into => into.WriteVarintField(1, ulong.MaxValue),
        into => into.WriteSignedField(2, long.MinValue),
        into => into.WriteDoubleField(3, Math.PI),
        into => into.WriteStringField(4, "text"),
        into => into.End(into.Begin(5)),
    ];

    // Wherever in its memory a part begins, the memory is long enough for it.
    [Fact]
    public void It_grows_before_any_part_of_a_message() => Assert.All(Parts, part =>
    {
        var expected = Write(part, fill: 0);
        for (var fill = 1; fill <= FirstCapacity; fill++)
        {
            Assert.Equal(expected, Write(part, fill));
        }
    });

    // The prefix of a message is longer if the message is.
    [Fact]
    public void It_grows_for_the_prefix_of_a_message_that_has_filled_it()
    {
        for (var length = FirstCapacity - 40; length <= FirstCapacity; length++)
        {
            var buffer = new ProtobufBuffer();
            var begin = buffer.Begin(1);
            buffer.GetSpan(length)[..length].Fill(7);
            buffer.Advance(length);

            buffer.End(begin);

            Assert.Equal([0x0A, .. Varint(length), .. Enumerable.Repeat((byte)7, length)], buffer.Written.ToArray());
        }
    }

    private static byte[] Write(Action<ProtobufBuffer> part, int fill)
    {
        var buffer = new ProtobufBuffer();
        buffer.GetSpan(fill);
        buffer.Advance(fill);
        part(buffer);
        return buffer.Written[fill..].ToArray();
    }

    private static byte[] Varint(int value) => [(byte)(value | 0x80), (byte)(value >> 7)];
}
