using System.Runtime.CompilerServices;

namespace PrometheusMetrics.Instruments;

/// <summary>The page of memory in which the stack of the current thread ends: a number that no other thread has at the same time, and that
/// takes two instructions to find. A thread-static number takes a call on most systems.</summary>
/// <remarks>A thread alone uses the pages of its stack as long as it runs. It has several of these numbers, as its calls are nested more or
/// less deeply. After its end they pass to the threads that get its memory; the system orders their accesses after its own, as it does
/// those to the stack itself.</remarks>
internal static class StackPage
{
    // 4 kB, the smallest size of pages in use.
    private const int OffsetBits = 12;

    /// <summary>The number of the page; more than zero.</summary>
    public static long Current
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        [SkipLocalsInit]
        get
        {
            Unsafe.SkipInit(out byte local);
            return Unsafe.ByteOffset(ref Unsafe.NullRef<byte>(), ref local) >>> OffsetBits;
        }
    }
}
