namespace PrometheusMetrics.Benchmarks.Operations;

/// <summary>The values of three labels.</summary>
internal readonly record struct LabelValues(string Method, string Route, string Status)
{
    /// <summary>The values of 64 series, in an order without a pattern. All hold the same few literals.</summary>
    public static LabelValues[] Shared()
    {
        string[] methods = ["GET", "POST", "PUT", "DELETE"];
        string[] routes = ["/api/orders", "/api/orders/{id}", "/api/orders/{id}/items", "/api/customers/{id}"];
        string[] statuses = ["200", "201", "404", "500"];
        LabelValues[] all =
        [
            .. from method in methods
               from route in routes
               from status in statuses
               select new LabelValues(method, route, status),
        ];
        new Random(1).Shuffle(all);
        return all;
    }

    /// <summary>The values of the same 64 series, 16 times over, in strings of which no two are the same object.</summary>
    public static LabelValues[] Fresh() =>
        [.. Enumerable.Repeat(Shared(), 16).SelectMany(all => all).Select(values => values.Copy())];

    private LabelValues Copy() => new(new string(Method.AsSpan()), new string(Route.AsSpan()), new string(Status.AsSpan()));
}
