using System.Diagnostics;
using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Instruments;

/// <summary>Which exemplars a family takes, and how often.</summary>
internal sealed class ExemplarPolicy
{
    // W3C Trace Context, "trace-id" and "parent-id"; the names are OpenMetrics 2.0's.
    private static readonly string[] TraceNames = ["trace_id", "span_id"];

    private readonly FamilyContext _context;
    private readonly string _family;
    private ICounter? _dropped;

    /// <exception cref="ArgumentOutOfRangeException">The interval is negative.</exception>
    public ExemplarPolicy(ExemplarSettings settings, string family, FamilyContext context)
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

    public TimeProvider Clock => _context.TimeProvider;

    /// <summary>The current trace; null if there is none or it isn't recorded.</summary>
    public static Activity? RecordedActivity => Activity.Current is { Recorded: true, IdFormat: ActivityIdFormat.W3C } activity ? activity : null;

    public Exemplar Create(double value, ReadOnlySpan<(string Name, string Value)> labels)
    {
        var names = new string[labels.Length];
        var values = new string[labels.Length];
        for (var i = 0; i < labels.Length; i++)
        {
            (names[i], values[i]) = labels[i];
        }

        return new Exemplar(LabelSet.Create(names, values), value, Clock.GetUtcNow());
    }

    public Exemplar Create(double value, Activity activity) =>
        new(LabelSet.Create(TraceNames, [activity.TraceId.ToHexString(), activity.SpanId.ToHexString()]), value, Clock.GetUtcNow());

    /// <summary>Counts an exemplar that was ill-formed. R-178</summary>
    public void CountDropped() => (_dropped ??= _context.Host.CountDroppedExemplars(_family)).Inc();
}
