namespace PrometheusMetrics.Benchmarks.Instruments;

/// <summary>The cost of an operation of a library, in nanoseconds per operation and thread.</summary>
/// <param name="Operation">The name of the operation.</param>
/// <param name="Library">The name of the library.</param>
/// <param name="Young">The time on one thread, on an instrument that only this thread has used.</param>
/// <param name="TwoThreads">The time while two threads use one instrument. NaN if the machine was too busy to run two threads at
/// once in a tenth of the rounds.</param>
/// <param name="AfterHot">The time on one thread after that: of an old and of a new thread, the greater one.</param>
/// <param name="Bytes">The bytes that an operation allocates.</param>
internal sealed record InstrumentResult(
    string Operation, string Library, double Young, double TwoThreads, double AfterHot, double Bytes);
