using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Linting;

/// <summary>Compares the families and series of one collection with the conventions of Prometheus. For a registry, call
/// <see cref="MetricRegistry.Lint"/>, which also checks families without series.</summary>
/// <threadsafety>A visitor belongs to one collection and is used by one thread at a time.</threadsafety>
public sealed class LintVisitor : MetricVisitor
{
    private readonly LabelSet _labels;
    private readonly List<LintProblem> _problems = [];
    private readonly HashSet<string> _families = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _labelNames = new(StringComparer.Ordinal);
    private readonly HashSet<LabelSet> _series = new(LabelSetComparer.Instance);
    private MetricDescriptor? _family;
    private bool _hasDuplicates;

    /// <summary>Creates a visitor.</summary>
    public LintVisitor()
        : this(LabelSet.Empty)
    {
    }

    /// <summary>Creates a visitor for a source whose series all have certain labels, which are meant to be the same for the whole
    /// target.</summary>
    /// <param name="labels">The labels, <see cref="IMetricSource.Labels"/>.</param>
    public LintVisitor(LabelSet labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        _labels = labels;
    }

    /// <summary>The problems of the families that have ended, each once.</summary>
    public IReadOnlyList<LintProblem> Problems => _problems;

    /// <inheritdoc/>
    public override void BeginFamily(MetricDescriptor descriptor)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        _family = descriptor;
        _labelNames.Clear();
        _labelNames.UnionWith(descriptor.LabelNames.ToArray());
        _series.Clear();
        _hasDuplicates = false;
    }

    /// <inheritdoc/>
    public override void Unknown(LabelSet labels, in UnknownSample sample) => Add(labels);

    /// <inheritdoc/>
    public override void Counter(LabelSet labels, in CounterSample sample) => Add(labels);

    /// <inheritdoc/>
    public override void Gauge(LabelSet labels, in GaugeSample sample) => Add(labels);

    /// <inheritdoc/>
    public override void Histogram(LabelSet labels, in HistogramSample sample) => Add(labels);

    /// <inheritdoc/>
    public override void Summary(LabelSet labels, in SummarySample sample) => Add(labels);

    /// <inheritdoc/>
    public override void Info(LabelSet labels, in InfoSample sample) => Add(labels);

    /// <inheritdoc/>
    public override void StateSet(LabelSet labels, in StateSetSample sample) => Add(labels);

    /// <inheritdoc/>
    public override void EndFamily()
    {
        if (_family is not { } family)
        {
            return;
        }

        _family = null;
        _families.Add(family.Name);
        _problems.AddRange(LintRules.Check(family, _labelNames, _labels).Select(message => new LintProblem(family.Name, message)));
        if (_hasDuplicates)
        {
            _problems.Add(new LintProblem(family.Name, "metric not unique"));
        }
    }

    /// <summary>Checks a family that had no part in the collection.</summary>
    internal void AddMissing(MetricDescriptor family)
    {
        if (!_families.Contains(family.Name))
        {
            BeginFamily(family);
            EndFamily();
        }
    }

    private void Add(LabelSet labels)
    {
        _labelNames.UnionWith(labels.Names.ToArray());
        _hasDuplicates |= !_series.Add(labels);
    }
}
