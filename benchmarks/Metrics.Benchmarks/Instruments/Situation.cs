namespace PrometheusMetrics.Benchmarks.Instruments;

/// <summary>What has happened to an instrument, and who uses it now.</summary>
internal enum Situation
{
    /// <summary>One thread uses an instrument that no other thread has used.</summary>
    Young,

    /// <summary>Two threads use one instrument without a pause.</summary>
    TwoThreads,

    /// <summary>One of two threads that used the instrument without a pause goes on alone.</summary>
    AfterHot,

    /// <summary>The same on a thread that has just been started.</summary>
    AfterHotOnNewThread,
}
