namespace PrometheusMetrics.Benchmarks.Operations;

/// <summary>The method of a request, as the value of a label that has a type.</summary>
internal enum RequestMethod
{
    Get,
    Post,
    Put,
    Delete,
}
