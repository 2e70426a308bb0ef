using System.Text;
using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Instruments;

/// <summary>Describes a shape part by part, for exception messages that compare two shapes. Not thread-safe.</summary>
internal sealed class ShapeDescription
{
    /// <summary>The kind of metrics that a factory creates by kind of instrument.</summary>
    public const string Instrument = "instrument";

    private readonly List<Part> _parts = [];
    private readonly MetricDescriptor _descriptor;
    private readonly string _kind;

    /// <summary>Creates a description of a metric: its kind and what its descriptor says.</summary>
    /// <param name="descriptor">The descriptor.</param>
    /// <param name="kind"><see cref="Instrument"/>, or what else the metric is.</param>
    public ShapeDescription(MetricDescriptor descriptor, string kind)
    {
        _descriptor = descriptor;
        _kind = kind;

        // The parts without text are in the descriptor's own text.
        Add("kind", kind, text: "");
        Add("type", descriptor.Type.ToString().ToLowerInvariant(), text: "");
        Add("help", descriptor.Help, text: $"help \"{ForeignText.Escape(descriptor.Help)}\"");
        Add("unit", descriptor.Unit, isDefault: descriptor.Unit.Length == 0);
        Add("label names", string.Join(", ", descriptor.LabelNames!), text: "");
    }

    /// <summary>Adds a part.</summary>
    /// <param name="name">The name of the part, such as <c>buckets</c>.</param>
    /// <param name="value">Its value. Parts are different if their values are.</param>
    /// <param name="isDefault">Whether the part is left out of the whole description.</param>
    /// <param name="text">The part in the whole description: empty to leave it out, or null for name and value.</param>
    public void Add(string name, string value, bool isDefault = false, string? text = null) =>
        _parts.Add(new Part(name, value, isDefault ? "" : text ?? $"{name} {ForeignText.Escape(value)}"));

    /// <summary>Returns the first part in which another shape differs: <c>help: "One." instead of "Other."</c>; or null if there is
    /// none.</summary>
    /// <param name="requested">The other shape.</param>
    public string? FindDifference(ShapeDescription requested)
    {
        foreach (var name in _parts.Concat(requested._parts).Select(part => part.Name))
        {
            var (one, other) = (Find(name), requested.Find(name));
            if (one != other)
            {
                return name + TextDifference.Describe(one ?? "none", other ?? "none");
            }
        }

        return null;
    }

    /// <summary>Returns the whole description: <c>histogram x{a}, help "Help.", buckets 1, 2</c>.</summary>
    public override string ToString()
    {
        var result = new StringBuilder().Append(_descriptor);
        foreach (var part in _parts.Where(part => part.Text.Length > 0))
        {
            result.Append(", ").Append(part.Text);
        }

        return result.Append(_kind == Instrument ? "" : $", {_kind}").ToString();
    }

    private string? Find(string name) => _parts.Find(part => part.Name == name)?.Value;

    private sealed record Part(string Name, string Value, string Text);
}
