using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Collectors;

/// <summary>The family <c>target</c>, whose labels describe everything that the body contains. Source: OpenMetrics 1.0, "Supporting target
/// metadata in both push-based and pull-based systems".</summary>
internal sealed class TargetInfo : StreamingCollector
{
    private const string Name = "target_info";

    /// <param name="labels">The names and values of the labels.</param>
    /// <param name="nameValidation">The names that are accepted.</param>
    /// <param name="lengthLimit">The maximum length of a value, in bytes of UTF-8.</param>
    /// <exception cref="ArgumentException">There are no labels, a name is illegal or given twice, a value is null or too long.</exception>
    public TargetInfo(IReadOnlyList<KeyValuePair<string, string>> labels, NameValidation nameValidation, int lengthLimit)
    {
        foreach (var (name, value) in labels)
        {
            if (FindViolation(name, value, lengthLimit) is { } violation)
            {
                throw new ArgumentException(violation, nameof(labels));
            }
        }

        Families =
        [
            new ConstantInfo(
                new MetricDescriptor(
                    MetricType.Info,
                    Name,
                    "Labels that describe the application as a whole.",
                    [.. labels.Select(label => label.Key)],
                    unit: null,
                    nameValidation),
                [.. labels.Select(label => label.Value)]),
        ];
    }

    public override IReadOnlyList<IStreamableFamily> Families { get; }

    public override bool IsStandard => false;

    protected override void ReadValues(in CollectionRequest request)
    {
        // The labels are constant.
    }

    private static string? FindViolation(string name, string value, int lengthLimit) =>
        value is null ? $"The value of the label '{ForeignText.Escape(name)}' of '{Name}' is null: leave the label out."
        : LabelValueLength.IsExceeded(value, lengthLimit)
            ? $"The value of the label '{ForeignText.Escape(name)}' of '{Name}' is longer than {lengthLimit} bytes: shorten it, or raise " +
                "LabelValueLengthLimit of the registry."
        : null;
}
