using System.Diagnostics;

namespace PushingApp;

/// <summary>What must not grow while an application pushes.</summary>
/// <param name="HeapBytes">The managed heap after a full collection.</param>
/// <param name="ResidentBytes">The memory of the process.</param>
/// <param name="Threads">Its threads.</param>
/// <param name="Sockets">Its open sockets.</param>
internal sealed record Vitals(long HeapBytes, long ResidentBytes, int Threads, int Sockets)
{
    public static Vitals Read()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        using var process = Process.GetCurrentProcess();
        return new(
            GC.GetTotalMemory(forceFullCollection: true),
            process.WorkingSet64,
            process.Threads.Count,
            Directory.EnumerateFiles("/proc/self/fd").Count(IsSocket));
    }

    private static bool IsSocket(string descriptor) =>
        new FileInfo(descriptor).LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true;
}
