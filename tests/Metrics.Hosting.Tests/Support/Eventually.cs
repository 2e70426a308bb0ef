using System.Diagnostics;

namespace PrometheusMetrics.Tests.Support;

/// <summary>Waits for the effect of another thread. It is the only code of these tests that waits for a time.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    /// <summary>Long enough for a busy machine; a test that passes never waits for it.</summary>
    public static TimeSpan Deadline { get; } = TimeSpan.FromMinutes(3);

    /// <summary>Polls until the answer is true.</summary>
    /// <exception cref="TimeoutException">The deadline passed.</exception>
    public static async Task HoldsAsync(string what, Func<bool> ask)
    {
        var start = Stopwatch.GetTimestamp();
        while (!ask())
        {
            if (Stopwatch.GetElapsedTime(start) > Deadline)
            {
                throw new TimeoutException($"Waited {Deadline.TotalSeconds} s in vain for this: {what}.");
            }

            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Waits for a signal, but not for ever.</summary>
    public static Task InTime(this Task signal) => signal.WaitAsync(Deadline, TestContext.Current.CancellationToken);

    /// <summary>Waits for a signal, but not for ever.</summary>
    public static Task<T> InTime<T>(this Task<T> signal) => signal.WaitAsync(Deadline, TestContext.Current.CancellationToken);
}
