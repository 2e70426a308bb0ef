using System.Runtime.CompilerServices;

namespace PrometheusMetrics.Instruments;

/// <summary>The hash of label values: a fast one with a secret of its own, or a slower one for those who are attacked.</summary>
/// <remarks>
/// The fast one multiplies 16 bytes at a time, each half mixed with a secret, to 128 bits and folds them. It takes every character, so that
/// values which differ in one place only are told apart, as routes do. Whoever doesn't know the secret can't choose values that collide, but nobody
/// has proved that it can't be found out; the runtime's own hash of strings is made to withstand that.
/// </remarks>
internal sealed class LabelHash
{
    private readonly ulong _first;
    private readonly ulong _second;

    /// <summary>Makes a fast one.</summary>
    public LabelHash()
        : this((ulong)Random.Shared.NextInt64(long.MinValue, long.MaxValue), (ulong)Random.Shared.NextInt64(long.MinValue, long.MaxValue))
    {
    }

    /// <summary>Makes a fast one with known secrets.</summary>
    public LabelHash(ulong first, ulong second)
    {
        _first = first;
        _second = second;
    }

    private LabelHash(bool isKeyed) => IsKeyed = isKeyed;

    /// <summary>The one that withstands attacks.</summary>
    public static LabelHash WithRuntimesKey { get; } = new(isKeyed: true);

    /// <summary>Whether it is the one that withstands attacks.</summary>
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

            // The rest, 1 to 16 bytes; what the two words have in common is read twice.
            first = Word(ref bytes, at + sizeof(ulong) <= length ? at : length - sizeof(ulong));
            last = Word(ref bytes, length - sizeof(ulong));
        }
        else
        {
            // A string ends in a zero character, so there are four bytes even in a string of one character, and two in an empty one.
            first = length == 0 ? 0 : Unsafe.ReadUnaligned<uint>(ref bytes);
            last = length < sizeof(uint) ? 0 : Unsafe.ReadUnaligned<uint>(ref Unsafe.AddByteOffset(ref bytes, length - sizeof(uint)));
        }

        return Fold(first ^ _first ^ (length << 48), last ^ hash);
    }

    private static ulong Word(ref byte bytes, nuint offset) => Unsafe.ReadUnaligned<ulong>(ref Unsafe.AddByteOffset(ref bytes, offset));
}
