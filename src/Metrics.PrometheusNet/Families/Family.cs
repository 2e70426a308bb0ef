using System.Text;
using PrometheusMetrics.Collection;

namespace PrometheusMetrics.PrometheusNet;

/// <summary>A family of prometheus-net: how its lines are read, and the values of the last collection.</summary>
/// <param name="descriptor">Its descriptor.</param>
internal abstract class Family(MetricDescriptor descriptor)
{
    private readonly PositionalCache<LabelSet> _labels = new(LabelReader.Read);
    private readonly byte[] _name = Encoding.UTF8.GetBytes(descriptor.Name);

    protected MetricDescriptor Descriptor => descriptor;

    /// <summary>What was left out of the family; null if it is complete.</summary>
    protected string? Omission { get; set; }

    /// <summary>Creates the family that a header describes.</summary>
    /// <exception cref="FormatException">The type is unknown.</exception>
    /// <exception cref="ArgumentException">The name is illegal.</exception>
    public static Family Create(FamilyHeader header)
    {
        var name = Encoding.UTF8.GetString(header.Name);
        var help = Encoding.UTF8.GetString(header.Help);
        return Encoding.UTF8.GetString(header.Type) switch
        {
            // In OpenMetrics, the name of the family is that of the series without the suffix.
            "counter" => new CounterFamily(Describe(MetricType.Counter, name + "_total")),

            // A counter whose name does not end in _total.
            "unknown" => new CounterFamily(Describe(MetricType.Counter, name)),
            "gauge" => new GaugeFamily(Describe(MetricType.Gauge, name)),
            "histogram" => new HistogramFamily(Describe(MetricType.Histogram, name)),
            "summary" => new SummaryFamily(Describe(MetricType.Summary, name)),
            var other => throw new FormatException($"prometheus-net has no type '{ForeignText.Escape(other)}'."),
        };

        MetricDescriptor Describe(MetricType type, string name) => new(type, name, help, [], unit: null, keepName: true);
    }

    /// <summary>Reads all samples.</summary>
    /// <exception cref="FormatException">A line can't be read.</exception>
    /// <exception cref="ArgumentException">A label is illegal.</exception>
    public void Read(ReadOnlySpan<byte> samples)
    {
        Omission = null;
        Clear();
        _labels.Restart();
        var line = new SampleLine(samples, _name);
        while (line.Read(_labels.Next, _labels.Last))
        {
            Read(in line);
        }

        Complete();
        _labels.Trim();
    }

    /// <summary>Reports what was read.</summary>
    public void Report(MetricVisitor visitor)
    {
        visitor.BeginFamily(Descriptor);
        ReportSeries(visitor);
        visitor.EndFamily();
        if (Omission is not null)
        {
            visitor.LeaveOut(Descriptor.Name, Omission);
        }
    }

    /// <summary>Removes the values of the last collection.</summary>
    protected abstract void Clear();

    /// <summary>Reads one sample.</summary>
    protected abstract void Read(in SampleLine line);

    /// <summary>Checks the last series.</summary>
    /// <exception cref="FormatException">It is not complete.</exception>
    protected virtual void Complete()
    {
    }

    /// <summary>Reports all series.</summary>
    protected abstract void ReportSeries(MetricVisitor visitor);

    /// <summary>Returns the labels of the next series.</summary>
    protected LabelSet GetLabels(ReadOnlySpan<byte> text) => _labels.GetNext(text);

    /// <summary>Returns whether a line with these labels belongs to the last series.</summary>
    protected bool IsOfLastSeries(ReadOnlySpan<byte> labels) => _labels.IsLast(labels);

    /// <summary>Requires that a line is one of a family whose series have one line each.</summary>
    protected static void RequireNoSuffix(in SampleLine line)
    {
        if (!line.Suffix.IsEmpty)
        {
            throw line.Unexpected();
        }
    }
}
