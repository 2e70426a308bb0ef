namespace PrometheusMetrics.AspNetCore;

/// <summary>What tells the series of a request in progress. A part that the preset has no label for is the same for all requests.</summary>
/// <param name="Method">The label value of its method.</param>
/// <param name="Scheme">The label value of its scheme.</param>
/// <param name="Endpoint">The label values of its endpoint.</param>
internal readonly record struct ProgressKey(string Method, string Scheme, EndpointLabels Endpoint)
{
    // Of the texts only what needs no look at them: of one length are few.
    public override int GetHashCode() => (((Endpoint.GetHashCode() * 31) + Scheme.Length) * 31) + Method.Length;
}
