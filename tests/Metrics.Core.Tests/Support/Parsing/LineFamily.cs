using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Tests.Support.Parsing;

/// <summary>Gathers the lines of one family into series.</summary>
internal sealed class LineFamily(LineDialect dialect, string name)
{
    private readonly HashSet<string> _keywords = [];
    private readonly HashSet<string> _identities = [];
    private readonly List<SeriesModel> _series = [];
    private MetricType _type = MetricType.Unknown;
    private string _help = "";
    private string _unit = "";
    private LineSeries? _open;

    public string Name => name;

    public IEnumerable<string> SampleNames => dialect.Suffixes(_type).Select(suffix => name + suffix);

    public void AddMetadata(LineScanner line, string keyword)
    {
        line.Require(_open is null, "metadata follow the samples");
        line.Require(_keywords.Add(keyword), "metadata stand twice");
        switch (keyword)
        {
            case "TYPE":
                var word = line.TakeUntil(' ');
                _type = dialect.ParseType(word) ?? throw line.Error($"there is no type '{word}'");
                break;
            case "HELP":
                _help = line.TakeText(escapesQuotes: dialect.IsOpenMetrics);
                break;
            default:
                _unit = line.TakeText(escapesQuotes: true);
                break;
        }

        line.End();
    }

    public bool Owns(string sampleName) => SampleNames.Contains(sampleName);

    public void Add(SampleLine sample)
    {
        var suffix = sample.Name[name.Length..];
        sample.Line.Require(
            sample.Exemplars.Count == 0 || dialect.AllowsExemplar(_type, suffix), "an exemplar stands where none is allowed");
        var own = dialect.OwnLabel(_type, name, suffix) is { } label ? sample.TakeOwnLabel(label) : null;
        if (_open?.Model.Labels.SequenceEqual(sample.Labels) != true)
        {
            Close();
            var series = new SeriesModel(sample.Labels) { Timestamp = sample.Timestamp };
            sample.Line.Require(
                _identities.Add(series.Identity),
                "a series stands twice, or its lines are not together, or differ in labels");
            _open = new LineSeries(dialect, _type, series);
        }

        sample.Line.Require(_open.Model.Timestamp == sample.Timestamp, "the lines of a series have different timestamps");
        _open.Add(suffix, own, sample);
    }

    public FamilyModel Finish()
    {
        Close();
        if (_unit.Length > 0 && (!NameEndsInUnit() || _type is MetricType.Info or MetricType.StateSet))
        {
            throw new ExpositionException($"The unit '{_unit}' is not the end of the name '{name}', or its type has no unit.");
        }

        return new FamilyModel(_type, name, _help, _unit, _series);
    }

    private bool NameEndsInUnit() =>
        name.EndsWith($"_{_unit}", StringComparison.Ordinal)
        || (dialect.HasComposites && name.EndsWith($"_{_unit}_total", StringComparison.Ordinal));

    private void Close()
    {
        if (_open is not null)
        {
            _series.Add(_open.Finish());
        }
    }
}
