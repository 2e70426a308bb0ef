namespace PrometheusMetrics.Tests.Instruments.Striping.Schedules;

/// <summary>What a logical thread can do next.</summary>
internal enum ThreadState
{
    /// <summary>It can make a step.</summary>
    Ready,

    /// <summary>It can make a step when another thread has made one.</summary>
    Spinning,

    /// <summary>It waits for a lock that another thread has.</summary>
    Waiting,

    /// <summary>It makes no step until all others have ended, as if the operating system did not run it for a very long time.</summary>
    Stopped,

    /// <summary>Its body has ended.</summary>
    Ended,
}
