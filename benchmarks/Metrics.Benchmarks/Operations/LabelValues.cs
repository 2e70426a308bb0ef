namespace PrometheusMetrics.Benchmarks.Operations;

/// <summary>The values of three labels.</summary>
internal readonly record struct LabelValues(string Method, string Route, string Status)
{
    /// <summary>Creates the values of 64 series, in a random order. All use the same few string literals.</summary>
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

    /// <summary>Creates the values of the same 64 series, each 16 times, with a new string object for each value.</summary>
    public static LabelValues[] Fresh() =>
        [.. Enumerable.Repeat(Shared(), 16).SelectMany(all => all).Select(values => values.Copy())];

    /// <summary>Creates the values of 64 series with an enum, a bool and an int, in a random order.</summary>
    public static (RequestMethod Method, bool Cached, int Status)[] Typed()
    {
        bool[] cachedValues = [false, true];
        int[] statuses = [200, 201, 204, 301, 400, 401, 404, 500];
        (RequestMethod Method, bool Cached, int Status)[] all =
        [
            .. from method in Enum.GetValues<RequestMethod>()
               from cached in cachedValues
               from status in statuses
               select (method, cached, status),
        ];
        new Random(1).Shuffle(all);
        return all;
    }

    private LabelValues Copy() => new(new string(Method.AsSpan()), new string(Route.AsSpan()), new string(Status.AsSpan()));
}
