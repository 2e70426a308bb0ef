using System.Runtime.CompilerServices;

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

    /// <exception cref="ArgumentNullException">A value is null.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Get(ReadOnlySpan<string> labelValues) => IsKeyed ? Keyed(labelValues) : Fast(labelValues);

    private int Fast(ReadOnlySpan<string> labelValues)
    {
        var hash = _second;
        foreach (var value in labelValues)
        {
            ArgumentNullException.ThrowIfNull(value, nameof(labelValues));
            hash = Mix(value, hash);
        }

        return (int)(hash ^ (hash >> 32));
    }

    private static int Keyed(ReadOnlySpan<string> labelValues)
    {
        var hash = 0u;
        foreach (var value in labelValues)
        {
            ArgumentNullException.ThrowIfNull(value, nameof(labelValues));
            hash = (uint.RotateLeft(hash, 5) + (uint)value.GetHashCode(StringComparison.Ordinal)) * 0x9E3779B1;
        }

        return (int)(hash ^ (hash >> 15));
    }

    private static ulong Fold(ulong x, ulong y) => Math.BigMul(x, y, out var low) ^ low;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong Mix(string value, ulong hash)
    {
        ref var bytes = ref Unsafe.As<char, byte>(ref Unsafe.AsRef(in value.GetPinnableReference()));
        var length = (nuint)value.Length * sizeof(char);
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
            // A string ends with a zero character, so even a string of one character has four bytes, and an empty one has two.
            first = length == 0 ? 0 : Unsafe.ReadUnaligned<uint>(ref bytes);
            last = length < sizeof(uint) ? 0 : Unsafe.ReadUnaligned<uint>(ref Unsafe.AddByteOffset(ref bytes, length - sizeof(uint)));
        }

        return Fold(first ^ _first ^ (length << 48), last ^ hash);
    }

    private static ulong Word(ref byte bytes, nuint offset) => Unsafe.ReadUnaligned<ulong>(ref Unsafe.AddByteOffset(ref bytes, offset));
}
