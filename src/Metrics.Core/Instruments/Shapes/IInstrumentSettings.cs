using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Instruments;

/// <summary>What the options of one kind of instrument mean, as a value: options of the same effect give equal settings.</summary>
/// <remarks>Implemented by record structs, so that an option cannot be forgotten in the comparison once it is read.</remarks>
internal interface IInstrumentSettings<TSelf, TOptions> : IEquatable<TSelf>
    where TSelf : struct, IInstrumentSettings<TSelf, TOptions>
    where TOptions : InstrumentOptions
{
    static abstract string? UnitOf(TOptions? options);

    /// <summary>Reads options without a check. Allocates nothing as long as strings are well-formed, and shares arrays with the user.</summary>
    static abstract TSelf Read(TOptions? options, IFamilyHost host);

    /// <summary>Checks the settings, and prepares what the series of a family share.</summary>
    /// <exception cref="ArgumentException">An option is outside its range.</exception>
    SeriesFactory CreateSeriesFactory(MetricDescriptor descriptor, FamilyContext context);

    /// <summary>The same settings, without an array that is shared with the user.</summary>
    TSelf Copy();

    /// <summary>Describes the settings for the message that shows two shapes: ", buckets 1, 2, 5". Empty for the defaults.</summary>
    string Describe(IFamilyHost host);
}

/// <summary>Creates one series of a family.</summary>
internal delegate Series SeriesFactory(LabelSet labels);
