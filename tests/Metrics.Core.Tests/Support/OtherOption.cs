using System.Reflection;

namespace PrometheusMetrics.Tests.Support;

/// <summary>Creates options that differ in one property, found by reflection, so that a test covers every option.</summary>
internal static class OtherOption
{
    /// <summary>Options under which every other option has an effect.</summary>
    public static InstrumentOptions Base(string type) => type switch
    {
        nameof(CounterOptions) => new CounterOptions { Exemplars = new() },
        nameof(GaugeOptions) => new GaugeOptions(),
        nameof(HistogramOptions) => new HistogramOptions { Exemplars = new(), Native = new() },
        nameof(SummaryOptions) => new SummaryOptions { Objectives = [new(0.5, 0.05)] },
        nameof(InfoOptions) => new InfoOptions(),
        nameof(StateSetOptions) => new StateSetOptions { States = ["on", "off"] },
        _ => throw new NotSupportedException($"Say here what {type} need so that each of them has an effect."),
    };

    /// <summary>Sets one property to another legal value.</summary>
    public static InstrumentOptions Change(InstrumentOptions options, ReadOnlySpan<string> path)
    {
        object owner = options;
        foreach (var step in path[..^1])
        {
            owner = Property(owner, step).GetValue(owner)!;
        }

        var property = Property(owner, path[^1]);
        property.SetValue(owner, Other(property.PropertyType, property.GetValue(owner)));
        return options;
    }

    private static PropertyInfo Property(object owner, string name) => owner.GetType().GetProperty(name)!;

    private static object? Other(Type type, object? value)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain switch
        {
            _ when plain == typeof(string) => "seconds",
            _ when plain == typeof(bool) => !(bool)(value ?? false),
            _ when plain == typeof(int) => (int)(value ?? 10) + 1,
            _ when plain == typeof(double) => (double)(value ?? 0.0) + 1,
            _ when plain == typeof(TimeSpan) => (TimeSpan)(value ?? TimeSpan.Zero) + TimeSpan.FromSeconds(1),
            _ when plain == typeof(double[]) => new double[] { 1, 2 },
            _ when plain == typeof(string[]) => new[] { "on" },
            _ when plain == typeof(QuantileObjective[]) => new QuantileObjective[] { new(0.9, 0.01) },
            _ when plain == typeof(ExemplarOptions) => new ExemplarOptions { FromActivity = true },
            _ when plain == typeof(NativeHistogramOptions) => new NativeHistogramOptions { GrowthFactor = 2 },
            _ => throw new NotSupportedException($"Say here what another value of type {plain} is."),
        };
    }
}
