using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Instruments;

/// <summary>The effective settings of one kind of instrument, as a value: options with the same effect result in equal settings.</summary>
/// <remarks>Implemented by record structs, so that an option cannot be forgotten in the comparison once it is read.</remarks>
internal interface IInstrumentSettings<TSelf, TOptions> : IEquatable<TSelf>
    where TSelf : struct, IInstrumentSettings<TSelf, TOptions>
    where TOptions : InstrumentOptions
{
    static abstract string? UnitOf(TOptions? options);

    /// <summary>Reads options without validating them. Allocates nothing if all strings are well-formed, and shares arrays with the
    /// user.</summary>
    static abstract TSelf Read(TOptions? options, IFamilyHost host);

    /// <summary>Validates the settings, and creates a factory for the series of a family.</summary>
    /// <exception cref="ArgumentException">An option is outside its range.</exception>
    SeriesFactory CreateSeriesFactory(MetricDescriptor descriptor, FamilyContext context);

    /// <summary>Returns the same settings, without an array that is shared with the user.</summary>
    TSelf Copy();

    /// <summary>Adds every setting to a description. Settings that are equal have equal values there.</summary>
    void Describe(ShapeDescription description, IFamilyHost host);
}

/// <summary>Creates one series of a family.</summary>
internal delegate Series SeriesFactory(LabelSet labels);
