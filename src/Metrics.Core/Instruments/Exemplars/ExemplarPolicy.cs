using System.Diagnostics;
using Metrics.Collection;

namespace Metrics.Instruments;

/// <summary>Which exemplars a family takes, and how often.</summary>
internal sealed class ExemplarPolicy
{
    // W3C Trace Context, "trace-id" and "parent-id"; the names are OpenMetrics 2.0's.
    private static readonly string[] TraceNames = ["trace_id", "span_id"];
    private static readonly ExemplarOptions Defaults = new();

    private readonly FamilySetup _setup;
    private readonly string _family;
    private readonly TimeSpan _minInterval;
    private ICounter? _dropped;

    /// <exception cref="ArgumentOutOfRangeException">The interval is negative.</exception>
    public ExemplarPolicy(ExemplarOptions? options, string family, FamilySetup setup)
    {
        _setup = setup;
        _family = family;
        _minInterval = (options ?? Defaults).MinInterval;
        if (_minInterval < TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(nameof(options), _minInterval, $"MinInterval of the exemplars of '{family}' must be zero or more: zero takes every exemplar.");
        }

        FromActivity = Wants(options, setup);
        Interval = (long)Math.Min(_minInterval.TotalSeconds * setup.Clock.TimestampFrequency, long.MaxValue / 4);
    }

    /// <summary>Whether the current trace becomes an exemplar.</summary>
    public bool FromActivity { get; }

    /// <summary>How long an exemplar stays at least, in units of the clock's timestamps.</summary>
    public long Interval { get; }

    public TimeProvider Clock => _setup.Clock;

    /// <summary>The labels of the current trace; null if there is none or it isn't recorded.</summary>
    public static Activity? RecordedActivity => Activity.Current is { Recorded: true, IdFormat: ActivityIdFormat.W3C } activity ? activity : null;

    public static LabelSet LabelsOf(Activity activity) =>
        LabelSet.Create(TraceNames, [activity.TraceId.ToHexString(), activity.SpanId.ToHexString()]);

    public bool Matches(ExemplarOptions? options) => FromActivity == Wants(options, _setup) && _minInterval == (options ?? Defaults).MinInterval;

    /// <summary>Makes an exemplar, or counts that there is none to be made of it., R-184</summary>
    public Exemplar? Create(double value, ReadOnlySpan<(string Name, string Value)> labels)
    {
        if (!double.IsNaN(value) && AreLegal(labels))
        {
            var names = new string[labels.Length];
            var values = new string[labels.Length];
            for (var i = 0; i < labels.Length; i++)
            {
                (names[i], values[i]) = labels[i];
            }

            var exemplar = new Exemplar(LabelSet.Create(names, values), value, Clock.GetUtcNow());
            if (exemplar.CodePoints <= Exemplar.MaxCodePoints)
            {
                return exemplar;
            }
        }

        LazyInitializer.EnsureInitialized(ref _dropped, () => _setup.Events.CountDroppedExemplars(_family)).Inc();
        return null;
    }

    public override string ToString() =>
        (FromActivity == _setup.Events.ExemplarsFromActivity ? "" : FromActivity ? ", exemplars from activities" : ", no exemplars from activities")
        + (_minInterval == Defaults.MinInterval ? "" : $", exemplars every {_minInterval}");

    private static bool Wants(ExemplarOptions? options, FamilySetup setup) => options?.FromActivity ?? setup.Events.ExemplarsFromActivity;

    private static bool AreLegal(ReadOnlySpan<(string Name, string Value)> labels)
    {
        // Each label has a name of at least one character; what is longer need not be looked at, however long it is.
        if (labels.Length > Exemplar.MaxCodePoints)
        {
            return false;
        }

        for (var i = 0; i < labels.Length; i++)
        {
            var (name, value) = labels[i];
            if (name is null or "le" or "quantile" || value is null || value.Length > 2 * Exemplar.MaxCodePoints || !NamingRules.IsLabelName(name) || Names(labels[..i], name))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Names(ReadOnlySpan<(string Name, string Value)> labels, string name)
    {
        foreach (var label in labels)
        {
            if (label.Name == name)
            {
                return true;
            }
        }

        return false;
    }
}
