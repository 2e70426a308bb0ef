using PrometheusMetrics.Collection;
using PrometheusMetrics.Exposition;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Textfile;

/// <summary>The families of one collection that node_exporter can read without harm.</summary>
internal sealed class WritableFamilies
{
    private const string ReservedLabelPrefix = "__";

    // node_exporter has such metrics itself, whatever its collectors are. Of two series that are equal, or that differ in help or type, it
    // drops one, which may be its own; others it would mix with its own. Other names that begin with node_ are common in text files.
    private static readonly string[] ReservedPrefixes =
        ["go_", "process_", "promhttp_", "node_exporter_", "node_scrape_collector_", "node_textfile_"];

    private readonly SortedSet<string> _leftOut = new(StringComparer.Ordinal);

    /// <summary>The names of the families that are not written, as they were to be written.</summary>
    public IReadOnlyList<string> LeftOut
    {
        get
        {
            lock (_leftOut)
            {
                return [.. _leftOut];
            }
        }
    }

    /// <summary>Returns whether a family may be written; if not, <see cref="LeftOut"/> has its name.</summary>
    public bool Includes(MetricDescriptor family)
    {
        var name = Escape(family.Name, NameKind.Metric);
        if (!Array.Exists(ReservedPrefixes, prefix => name.StartsWith(prefix, StringComparison.Ordinal)) && !HasReservedLabel(family))
        {
            return true;
        }

        LeaveOut(name);
        return false;
    }

    /// <summary>Returns a reader without the series that have labels which only they name, and which node_exporter cannot read;
    /// <see cref="LeftOut"/> then has the name of the family.</summary>
    public IMetricReader Guard(IMetricReader reader)
    {
        if (reader is IInspectableReader inspectable)
        {
            var inspection = new WritableSeries();
            inspectable.Inspect(inspection);
            if (!inspection.HasLeftOut)
            {
                return reader;
            }
        }

        return new GuardedReader(reader, this);
    }

    public static bool HasReservedLabel(ReadOnlySpan<string> labels)
    {
        foreach (var label in labels)
        {
            if (IsReservedLabel(label))
            {
                return true;
            }
        }

        return false;
    }

    // The format adds the name of a state set as a label.
    private static bool HasReservedLabel(MetricDescriptor family) =>
        HasReservedLabel(family.LabelNames) || (family.Type == MetricType.StateSet && IsReservedLabel(family.FamilyName));

    // Such a label ends the process of node_exporter 1.5. Only the escaping of a name in UTF-8 can result in one.
    private static bool IsReservedLabel(string label) =>
        Escape(label, NameKind.Label).StartsWith(ReservedLabelPrefix, StringComparison.Ordinal);

    private static string Escape(string name, NameKind kind) => EscapedName.Get(name, kind, ExpositionFormat.PushedText.Escaping);

    private void LeaveOut(string name)
    {
        lock (_leftOut)
        {
            _leftOut.Add(name);
        }
    }

    private sealed class GuardedReader(IMetricReader reader, WritableFamilies families) : IMetricReader
    {
        private WritableSeries? _series;

        // A reader gets the same visitor each time.
        public bool Read(MetricVisitor visitor) => reader.Read(
            _series ??= new WritableSeries(family => families.LeaveOut(Escape(family.Name, NameKind.Metric)), visitor));

        public void Dispose() => reader.Dispose();
    }
}
