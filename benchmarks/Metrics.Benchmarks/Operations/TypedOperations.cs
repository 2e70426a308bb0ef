namespace PrometheusMetrics.Benchmarks.Operations;

/// <summary>Finds a series by an enum, a bool and an int.</summary>
/// <threadsafety>Every member may be called by several threads at once.</threadsafety>
internal sealed class TypedOperations
{
    private readonly IMetricFamily<ICounter, (Method Method, bool Cached, int Status)> _requests;
    private readonly (Method Method, bool Cached, int Status)[] _values;
    private long _field;

    public TypedOperations()
    {
        _requests = new MetricFactory(new MetricRegistry()).CreateCounter<(Method Method, bool Cached, int Status)>(
            "requests_total", "Requests.", "method", "cached", "status");
        bool[] cachedValues = [false, true];
        int[] statuses = [200, 201, 204, 301, 400, 401, 404, 500];
        _values =
        [
            .. from method in Enum.GetValues<Method>()
               from cached in cachedValues
               from status in statuses
               select (method, cached, status),
        ];
        new Random(1).Shuffle(_values);
    }

    private enum Method
    {
        Get,
        Post,
        Put,
        Delete,
    }

    public void InterlockedIncrement(int times)
    {
        for (var i = 0; i < times; i++)
        {
            Interlocked.Increment(ref _field);
        }
    }

    public void LabelledInc(int times)
    {
        var all = _values;
        for (var i = 0; i < times; i++)
        {
            ref readonly var values = ref all[i & (all.Length - 1)];
            _requests.WithLabels(values).Inc();
        }
    }
}
