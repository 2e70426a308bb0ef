using System.Diagnostics;
using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Instruments;

/// <summary>Which exemplars a family takes, and how often.</summary>
internal sealed class ExemplarSampling
{
    private readonly FamilyContext _context;
    private readonly string _family;
    private ICounter? _dropped;

    /// <exception cref="ArgumentOutOfRangeException">The interval is negative.</exception>
    public ExemplarSampling(ExemplarSettings settings, string family, FamilyContext context)
    {
        if (settings.MinInterval < TimeSpan.Zero)
        {
            throw InvalidOption.OutOfRange(
                settings.MinInterval, $"MinInterval of the exemplars of '{family}' must be zero or more: zero takes every exemplar.");
        }

        _context = context;
        _family = family;
        FromActivity = settings.FromActivity;
        Interval = (long)Math.Min(settings.MinInterval.TotalSeconds * context.TimeProvider.TimestampFrequency, long.MaxValue / 4);
    }

    /// <summary>Whether the current trace becomes an exemplar.</summary>
    public bool FromActivity { get; }

    /// <summary>How long an exemplar stays at least, in units of the clock's timestamps.</summary>
    public long Interval { get; }

    public TimeProvider TimeProvider => _context.TimeProvider;

    /// <summary>The current trace; null if there is none or it isn't recorded.</summary>
    public static Activity? RecordedActivity => Activity.Current is { Recorded: true, IdFormat: ActivityIdFormat.W3C } activity ? activity : null;

    public Exemplar Create(double value, ReadOnlySpan<(string Name, string Value)> labels) =>
        new(LabelSet.Create(labels), value, TimeProvider.GetUtcNow());

    // The names are OpenMetrics 2.0's; the values are those of W3C Trace Context, "trace-id" and "parent-id".
    public Exemplar Create(double value, Activity activity) =>
        Create(value, [("trace_id", activity.TraceId.ToHexString()), ("span_id", activity.SpanId.ToHexString())]);

    /// <summary>Counts an exemplar that was ill-formed. R-178</summary>
    public void CountDropped() => (_dropped ??= _context.Host.CountDroppedExemplars(_family)).Inc();
}
