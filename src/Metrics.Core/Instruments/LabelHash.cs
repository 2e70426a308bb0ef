using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace PrometheusMetrics.Instruments;

/// <summary>Hashes label values: a fast hash with a random secret, or a slower one that resists hash flooding.</summary>
/// <remarks>
/// The fast hash multiplies 16 bytes at a time, each half mixed with a secret or with the hash so far, to 128 bits and folds them. It uses
/// every character, so that values which differ in one position only, as routes do, have different hashes, except by chance. An attacker
/// who does not know the secret cannot choose values that collide, but it is not proven that the secret cannot be found out; the runtime's
/// hash of strings is designed to resist that.
/// </remarks>
internal sealed class LabelHash
{
    private readonly ulong _first;
    private readonly ulong _second;

    /// <summary>Creates a fast hash with random secrets.</summary>
    public LabelHash()
        : this((ulong)Random.Shared.NextInt64(long.MinValue, long.MaxValue), (ulong)Random.Shared.NextInt64(long.MinValue, long.MaxValue))
    {
    }

    /// <summary>Creates a fast hash with the given secrets.</summary>
    public LabelHash(ulong first, ulong second)
    {
        _first = first;
        _second = second;
    }

    private LabelHash(bool isKeyed) => IsKeyed = isKeyed;

    /// <summary>The hash that resists hash flooding.</summary>
    public static LabelHash WithRuntimesKey { get; } = new(isKeyed: true);

    /// <summary>Whether this is the hash that resists hash flooding.</summary>
    public bool IsKeyed { get; }

    /// <summary>Returns the hash of label values; that of null is the one of an empty string.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Get(ReadOnlySpan<string> labelValues) => IsKeyed ? Keyed(labelValues) : Fast(labelValues);

    /// <summary>Returns the hash of label values, which is that of the equal strings.</summary>
    public int Get(LabelTexts labelTexts) => IsKeyed ? Keyed(labelTexts) : Fast(labelTexts);

    private int Fast(ReadOnlySpan<string> labelValues)
    {
        var hash = _second;
        foreach (var value in labelValues)
        {
            hash = Mix(value, hash);
        }

        return Fold(hash);
    }

    private int Fast(LabelTexts labelTexts)
    {
        var hash = _second;
        for (var i = 0; i < labelTexts.Count; i++)
        {
            hash = Mix(labelTexts[i], hash);
        }

        return Fold(hash);
    }

    private static int Keyed(ReadOnlySpan<string> labelValues)
    {
        var hash = 0u;
        foreach (var value in labelValues)
        {
            hash = Mix(hash, value);
        }

        return (int)(hash ^ (hash >> 15));
    }

    private static int Keyed(LabelTexts labelTexts)
    {
        var hash = 0u;
        for (var i = 0; i < labelTexts.Count; i++)
        {
            hash = Mix(hash, labelTexts[i]);
        }

        return (int)(hash ^ (hash >> 15));
    }

    private static uint Mix(uint hash, ReadOnlySpan<char> text) =>
        (uint.RotateLeft(hash, 5) + (uint)string.GetHashCode(text, StringComparison.Ordinal)) * 0x9E3779B1;

    private static int Fold(ulong hash) => (int)(hash ^ (hash >> 32));

    private static ulong Fold(ulong x, ulong y) => Math.BigMul(x, y, out var low) ^ low;

    // A zero character follows the text.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong Mix(ReadOnlySpan<char> text, ulong hash)
    {
        ref var bytes = ref Unsafe.As<char, byte>(ref MemoryMarshal.GetReference(text));
        var length = (nuint)text.Length * sizeof(char);
        ulong first;
        ulong last;
        if (length >= sizeof(ulong))
        {
            nuint at = 0;
            for (; at + (2 * sizeof(ulong)) < length; at += 2 * sizeof(ulong))
            {
                hash = Fold(Word(ref bytes, at) ^ _first, Word(ref bytes, at + sizeof(ulong)) ^ hash);
            }

            // The rest, 1 to 16 bytes, as two words; some bytes may be read twice.
            first = Word(ref bytes, at + sizeof(ulong) <= length ? at : length - sizeof(ulong));
            last = Word(ref bytes, length - sizeof(ulong));
        }
        else
        {
            // With the zero character even a text of one character has four bytes. An empty one is not read.
            first = length == 0 ? 0 : Unsafe.ReadUnaligned<uint>(ref bytes);
            last = length < sizeof(uint) ? 0 : Unsafe.ReadUnaligned<uint>(ref Unsafe.AddByteOffset(ref bytes, length - sizeof(uint)));
        }

        return Fold(first ^ _first ^ (length << 48), last ^ hash);
    }

    private static ulong Word(ref byte bytes, nuint offset) => Unsafe.ReadUnaligned<ulong>(ref Unsafe.AddByteOffset(ref bytes, offset));
}
