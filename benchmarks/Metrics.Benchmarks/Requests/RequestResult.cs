namespace PrometheusMetrics.Benchmarks.Requests;

/// <summary>The cost of one request through the pipeline of an application.</summary>
/// <param name="Name">The name of what measures the requests.</param>
/// <param name="Kind">What surrounds the endpoint.</param>
/// <param name="Nanoseconds">The time of a request: the lower quartile of all rounds.</param>
/// <param name="Bytes">The bytes that a request allocates.</param>
internal sealed record RequestResult(string Name, RequestKind Kind, double Nanoseconds, double Bytes);
