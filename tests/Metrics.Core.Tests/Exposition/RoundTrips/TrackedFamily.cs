using PrometheusMetrics.Tests.Support.Parsing;

namespace PrometheusMetrics.Tests.Exposition.RoundTrips;

/// <summary>A family of instruments, and what its series must show.</summary>
internal abstract class TrackedFamily
{
    public abstract FamilyModel Model { get; }

    /// <summary>Uses, creates or removes series.</summary>
    public abstract void Change();
}

/// <param name="random">Decides what happens.</param>
/// <param name="head">The family without its series.</param>
/// <param name="labelNames">The names of the labels.</param>
/// <param name="labelled">The family, if it has labels.</param>
/// <param name="single">The instrument, if it has none: its series is there from the start.</param>
/// <param name="create">Returns what a new series shows.</param>
/// <param name="use">Uses an instrument once and returns what its series then shows.</param>
internal sealed class TrackedFamily<TInstrument>(
    Random random,
    FamilyModel head,
    string[] labelNames,
    IMetricFamily<TInstrument>? labelled,
    TInstrument? single,
    Func<SeriesModel, SeriesModel> create,
    Func<TInstrument, SeriesModel, SeriesModel> use) : TrackedFamily
    where TInstrument : class
{
    private readonly Dictionary<string, (string[] Values, SeriesModel Series)> _series =
        single is null ? [] : new() { [""] = ([], create(new SeriesModel([]))) };

    public override FamilyModel Model => head with { Series = [.. _series.Values.Select(entry => entry.Series)] };

    public override void Change()
    {
        switch (random.Next(200))
        {
            case 0 when labelled is not null:
                labelled.Clear();
                _series.Clear();
                break;
            case < 20 when labelled is not null && _series.Count > 0:
                var (key, (values, _)) = _series.ElementAt(random.Next(_series.Count));
                Assert.True(labelled.Remove(values));
                _series.Remove(key);
                break;
            case 20 when labelled is not null:
                for (var i = 0; i < 150; i++)
                {
                    UseOnce([.. labelNames.Select(_ => $"{i}")]);
                }

                break;
            case < 100 when _series.Count > 0:
                UseOnce(_series.Values.ElementAt(random.Next(_series.Count)).Values);
                break;
            default:
                UseOnce([.. labelNames.Select(_ => random.NextText())]);
                break;
        }
    }

    private void UseOnce(string[] values)
    {
        var (key, instrument) = Find(values);
        _series[key] = (values, use(instrument, _series[key].Series));
    }

    private (string Key, TInstrument Instrument) Find(string[] values)
    {
        var instrument = single ?? labelled!.WithLabels(values);
        LabelModel[] labels = [.. values.Select((value, i) => new LabelModel(labelNames[i], RandomText.WellFormed(value)))];
        var key = string.Join('\uE000', labels.Select(label => label.Value));
        if (!_series.ContainsKey(key))
        {
            _series[key] = (values, create(new SeriesModel(labels)));
        }

        return (key, instrument);
    }
}
