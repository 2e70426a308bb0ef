using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Instruments;

/// <summary>What the factory needs to know of a kind of instrument, so that it makes and finds all kinds in one way.</summary>
internal interface IInstrumentFamily<TSelf, TOptions>
    where TSelf : IInstrumentFamily<TSelf, TOptions>
    where TOptions : InstrumentOptions
{
    static abstract MetricType Type { get; }

    static abstract string? UnitOf(TOptions? options);

    /// <exception cref="ArgumentException">An option is outside its range.</exception>
    static abstract TSelf Create(MetricDescriptor descriptor, TOptions? options, FamilySetup setup);

    /// <summary>Whether the family was made with options of the same effect, apart from those that every kind has. Allocates nothing.</summary>
    bool Matches(TOptions? options);
}
