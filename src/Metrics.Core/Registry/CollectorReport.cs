namespace PrometheusMetrics.Registry;

/// <summary>The result of one call of a collector.</summary>
/// <param name="Families">The recorded families; empty if the call failed.</param>
/// <param name="Failure">What the collector threw, or what is wrong with its report; null on success.</param>
internal sealed record CollectorReport(IReadOnlyList<RecordedFamily> Families, Exception? Failure)
{
    /// <summary>The result of a call whose collector was unregistered.</summary>
    public static CollectorReport None { get; } = new([], null);

    /// <summary>The names of the families that the collector reported, but that are left out, whole or in part, and the first reason of
    /// each.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> LeftOut { get; init; } = [];

    /// <summary>Whether a collection did not wait any longer. Then a success is no recovery: the next call would be as slow.</summary>
    public bool IsLate { get; init; }

    public static CollectorReport Failed(Exception failure) => new([], failure);
}
