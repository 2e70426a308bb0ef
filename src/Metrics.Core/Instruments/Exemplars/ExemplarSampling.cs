using System.Diagnostics;
using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Instruments;

/// <summary>The sampling of a family's exemplars: whether from activities, and how often.</summary>
internal sealed class ExemplarSampling
{
    private readonly FamilyContext _context;

    /// <exception cref="ArgumentOutOfRangeException">The interval is negative.</exception>
    public ExemplarSampling(ExemplarSettings settings, string family, FamilyContext context)
    {
        if (settings.MinInterval < TimeSpan.Zero)
        {
            throw InvalidOption.OutOfRange(
                settings.MinInterval,
                $"MinInterval of the exemplars of '{ForeignText.Escape(family)}' must be zero or more: zero accepts every exemplar.");
        }

        _context = context;
        Family = family;
        Drops = new DropCounters(family, context.Host);
        FromActivity = settings.FromActivity;
        Interval = (long)Math.Min(settings.MinInterval.TotalSeconds * context.TimeProvider.TimestampFrequency, long.MaxValue / 4);
    }

    /// <summary>The name of the family.</summary>
    public string Family { get; }

    /// <summary>Whether the current activity becomes an exemplar.</summary>
    public bool FromActivity { get; }

    /// <summary>The minimum time between two exemplars of a slot, in units of the time provider's timestamps.</summary>
    public long Interval { get; }

    /// <summary>The counters of what the family drops.</summary>
    public DropCounters Drops { get; }

    public NameValidation NameValidation => _context.Host.NameValidation;

    public TimeProvider TimeProvider => _context.TimeProvider;

    /// <summary>The current activity; null if there is none, it is not recorded, or its ID is not in the W3C format.</summary>
    public static Activity? RecordedActivity =>
        Activity.Current is { Recorded: true, IdFormat: ActivityIdFormat.W3C } activity ? activity : null;

    public Exemplar Create(double value, ReadOnlySpan<(string Name, string Value)> labels) =>
        new(LabelSet.Create(labels), value, TimeProvider.GetUtcNow());

    // The names are those of OpenMetrics 2.0; the values are those of W3C Trace Context, "trace-id" and "parent-id".
    public Exemplar Create(double value, Activity activity) =>
        Create(value, [("trace_id", activity.TraceId.ToHexString()), ("span_id", activity.SpanId.ToHexString())]);
}
