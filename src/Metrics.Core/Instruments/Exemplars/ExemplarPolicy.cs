using System.Diagnostics;
using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Instruments;

/// <summary>Which exemplars a family takes, and how often.</summary>
internal sealed class ExemplarPolicy
{
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

    /// <summary>The current trace; null if there is none or it isn't recorded.</summary>
    public static Activity? RecordedActivity => Activity.Current is { Recorded: true, IdFormat: ActivityIdFormat.W3C } activity ? activity : null;

    public bool Matches(ExemplarOptions? options) => FromActivity == Wants(options, _setup) && _minInterval == (options ?? Defaults).MinInterval;

    public Exemplar Create(double value, ReadOnlySpan<(string Name, string Value)> labels) =>
        new(LabelSet.Create(labels), value, Clock.GetUtcNow());

    // The names are OpenMetrics 2.0's; the values are those of W3C Trace Context, "trace-id" and "parent-id".
    public Exemplar Create(double value, Activity activity) =>
        Create(value, [("trace_id", activity.TraceId.ToHexString()), ("span_id", activity.SpanId.ToHexString())]);

    /// <summary>Counts an exemplar that was ill-formed. R-178</summary>
    public void CountDropped() => (_dropped ??= _setup.Events.CountDroppedExemplars(_family)).Inc();

    public override string ToString() =>
        (FromActivity == _setup.Events.ExemplarsFromActivity ? "" : FromActivity ? ", exemplars from activities" : ", no exemplars from activities")
        + (_minInterval == Defaults.MinInterval ? "" : $", exemplars every {_minInterval}");

    private static bool Wants(ExemplarOptions? options, FamilySetup setup) => options?.FromActivity ?? setup.Events.ExemplarsFromActivity;
}
