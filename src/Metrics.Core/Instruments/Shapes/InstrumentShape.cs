using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Instruments;

/// <summary>The shape of a family: type, help, unit, label names and effective settings. Creating an instrument again returns the existing
/// one if the shape is the same.</summary>
internal abstract class InstrumentShape
{
    protected InstrumentShape(MetricDescriptor descriptor, FamilyLimits limits, FamilyContext context)
    {
        limits.Validate(descriptor.Name);
        (Descriptor, Limits, Context) = (descriptor, limits, context);
    }

    public MetricDescriptor Descriptor { get; }

    public FamilyLimits Limits { get; }

    public FamilyContext Context { get; }

    public abstract SeriesFactory CreateSeriesFactory();

    /// <summary>Describes the whole shape, for an exception message that compares two of them.</summary>
    public ShapeDescription Describe()
    {
        var description = new ShapeDescription(Descriptor, ShapeDescription.Instrument);
        DescribeSettings(description);
        Limits.Describe(description, Context.Host);
        return description;
    }

    public override string ToString() => Describe().ToString();

    protected abstract void DescribeSettings(ShapeDescription description);
}

/// <summary>A shape that can be compared with the arguments of a user.</summary>
internal abstract class InstrumentShape<TOptions> : InstrumentShape
    where TOptions : InstrumentOptions
{
    protected InstrumentShape(MetricDescriptor descriptor, FamilyLimits limits, FamilyContext context)
        : base(descriptor, limits, context)
    {
    }

    /// <summary>Returns whether the arguments of a user result in the same shape. The label names are in two parts. Allocates nothing if
    /// all strings are well-formed.</summary>
    public bool Matches(string help, ReadOnlySpan<string> constantNames, ReadOnlySpan<string> labelNames, TOptions? options) =>
        WellFormedText.AreEqual(Descriptor.Help, help)
        && Descriptor.LabelNames.Length == constantNames.Length + labelNames.Length
        && Descriptor.LabelNames.StartsWith(constantNames)
        && Descriptor.LabelNames.EndsWith(labelNames)
        && Limits == FamilyLimits.Read(options, Context.Host)
        && MatchesSettings(options);

    protected abstract bool MatchesSettings(TOptions? options);
}

internal sealed class InstrumentShape<TSettings, TOptions> : InstrumentShape<TOptions>
    where TSettings : struct, IInstrumentSettings<TSettings, TOptions>
    where TOptions : InstrumentOptions
{
    private readonly TSettings _settings;

    /// <exception cref="ArgumentException">A name or an option is illegal.</exception>
    public InstrumentShape(in ShapeRequest<TOptions> request)
        : base(
            request.Scope.Describe(
                request.Type, request.Name, request.Help, request.LabelNames, TSettings.UnitOf(request.Options), request.Options),
            FamilyLimits.Read(request.Options, request.Context.Host),
            request.Context) =>
        _settings = TSettings.Read(request.Options, request.Context.Host).Copy();

    public override SeriesFactory CreateSeriesFactory() => _settings.CreateSeriesFactory(Descriptor, Context);

    protected override bool MatchesSettings(TOptions? options) =>
        Descriptor.Unit == (TSettings.UnitOf(options) ?? "") && _settings.Equals(TSettings.Read(options, Context.Host));

    protected override void DescribeSettings(ShapeDescription description) => _settings.Describe(description, Context.Host);
}
