namespace PrometheusMetrics.EndToEnd.Infrastructure;

/// <summary>The signals that the tests send to processes, by the names of POSIX.</summary>
internal enum Signal
{
    Term,
    Int,
    Hup,
    Kill,
    Stop,
    Cont,
}
