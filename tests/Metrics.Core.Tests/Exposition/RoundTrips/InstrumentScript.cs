using PrometheusMetrics.Collection;
using PrometheusMetrics.Tests.Support;
using PrometheusMetrics.Tests.Support.Parsing;

namespace PrometheusMetrics.Tests.Exposition.RoundTrips;

/// <summary>Creates instruments of all kinds and uses them at random.</summary>
internal sealed class InstrumentScript
{
    private readonly Random _random;
    private readonly IMetricFactory _factory;
    private readonly TestTimeProvider _time;
    private readonly bool _utf8Names;
    private readonly List<TrackedFamily> _families = [];

    public InstrumentScript(Random random, IMetricFactory factory, TestTimeProvider time, bool utf8Names)
    {
        (_random, _factory, _time, _utf8Names) = (random, factory, time, utf8Names);
        AddGauges();
        AddCounters();
        AddHistograms();
        AddSummaries();
        AddStates();
    }

    public IEnumerable<FamilyModel> Families => _families.Select(family => family.Model);

    public void Step()
    {
        // An exemplar is kept for a second.
        _time.Advance(TimeSpan.FromSeconds(2));
        for (var i = _random.Next(12); i > 0; i--)
        {
            _random.Pick(_families).Change();
        }

        _time.Advance(TimeSpan.FromSeconds(2));
        foreach (var family in _families)
        {
            family.Change();
        }
    }

    private FamilyModel Head(MetricType type, string unit = "")
    {
        var name = $"f{_families.Count}_{Name()}_x{(unit.Length > 0 ? "_" : "")}{unit}";
        return new FamilyModel(type, name, _random.NextText(), unit, []);
    }

    private string[] LabelNames() => [.. Enumerable.Range(0, _random.Next(3)).Select(i => $"l{Name()}_{i}"), "last"];

    // Without colons, so that state sets may have it.
    private string Name() => (_utf8Names && _random.NextBool(2) ? _random.NextUtf8Name() : _random.NextLegacyName(colons: false))
        .Replace(':', '_');

    private void AddGauges()
    {
        var (head, names) = (Head(MetricType.Gauge), LabelNames());
        var gauges = _factory.CreateGauge(head.Name, head.Help, names);
        Add(head, names, gauges, single: null, Value, Use);
        head = Head(MetricType.Gauge, "seconds");
        var gauge = _factory.CreateGauge(head.Name, head.Help, new GaugeOptions { Unit = head.Unit });
        Add(head, [], labelled: null, gauge, Value, Use);

        SeriesModel Use(IGauge used, SeriesModel series)
        {
            var value = _random.NextNumber();
            used.Set(value);
            return series with { Value = value };
        }
    }

    private void AddCounters()
    {
        var (head, names) = (Head(MetricType.Counter, "bytes"), LabelNames());
        var counters = _factory.CreateCounter(head.Name, head.Help, names, new CounterOptions { Unit = head.Unit });
        Add(head, names, counters, single: null, Created, Use);
        head = Head(MetricType.Counter);
        var counter = _factory.CreateCounter(head.Name, head.Help);
        Add(head, [], labelled: null, counter, Created, Use);

        SeriesModel Created(SeriesModel series) => Value(series) with { Created = _time.UtcNow };

        // Eighths add up without an error.
        SeriesModel Use(ICounter used, SeriesModel series)
        {
            var amount = _random.Next(8000) / 8.0;
            var value = series.Value!.Value + amount;
            if (_random.NextBool(2))
            {
                used.Inc(amount);
                return series with { Value = value };
            }

            var exemplar = NextExemplar(amount);
            used.IncWithExemplar(amount, Labels(exemplar));
            return series with { Value = value, Exemplars = Newer(exemplar, series.Exemplars.SingleOrDefault()) is { } kept ? [kept] : [] };
        }
    }

    private void AddHistograms()
    {
        var (head, names) = (Head(MetricType.Histogram), LabelNames());
        double[] bounds = [.. _random.NextAscending(_random.Next(1, 6), _random.NextFinite)];
        var histograms = _factory.CreateHistogram(head.Name, head.Help, names, new HistogramOptions { Buckets = bounds });
        Add(head, names, histograms, single: null, Create, Use);
        head = Head(MetricType.Histogram);
        var histogram = _factory.CreateHistogram(head.Name, head.Help, new HistogramOptions { Buckets = bounds });
        Add(head, [], labelled: null, histogram, Create, Use);

        SeriesModel Create(SeriesModel series) => series with
        {
            Count = 0,
            Sum = 0,
            Created = _time.UtcNow,
            Buckets = [.. bounds.Append(double.PositiveInfinity).Select(bound => new BucketModel(bound, 0))],
        };

        SeriesModel Use(IHistogram used, SeriesModel series)
        {
            var value = _random.Next(-64, 8000) / 8.0;
            var exemplar = _random.NextBool(2) ? NextExemplar(value) : null;
            if (exemplar is null)
            {
                used.Observe(value);
            }
            else
            {
                used.ObserveWithExemplar(value, Labels(exemplar));
            }

            var bucket = series.Buckets.TakeWhile(bucket => value > bucket.Bound).Count();
            return series with
            {
                Count = series.Count + 1,
                Sum = series.Sum + value,
                Buckets = [.. series.Buckets.Select((old, i) => new BucketModel(
                    old.Bound,
                    old.Count + (i >= bucket ? 1 : 0),
                    i == bucket ? Newer(exemplar, old.Exemplar) : old.Exemplar))],
            };
        }
    }

    private void AddSummaries()
    {
        var (head, names) = (Head(MetricType.Summary), LabelNames());
        var summaries = _factory.CreateSummary(head.Name, head.Help, names);
        Add(
            head,
            names,
            summaries,
            single: null,
            series => series with { Count = 0, Sum = 0, Created = _time.UtcNow },
            (used, series) =>
            {
                var value = _random.Next(-64, 8000) / 8.0;
                used.Observe(value);
                return series with { Count = series.Count + 1, Sum = series.Sum + value };
            });
    }

    private void AddStates()
    {
        var (head, names) = (Head(MetricType.StateSet), LabelNames());
        string[] states = [.. Enumerable.Range(0, 3).Select(i => _random.NextText() + i)];
        var sets = _factory.CreateStateSet(head.Name, head.Help, names, new StateSetOptions { States = states });
        Add(
            head,
            names,
            sets,
            single: null,
            series => series with { States = [.. states.Select(state => new StateModel(state, IsActive: false))] },
            (used, series) =>
            {
                var (state, active) = (_random.Pick(states), _random.NextBool(2));
                used.Set(state, active);
                return series with { States = [.. series.States.Select(old => old.State == state ? old with { IsActive = active } : old)] };
            });
    }

    private void Add<TInstrument>(
        FamilyModel head,
        string[] names,
        IMetricFamily<TInstrument>? labelled,
        TInstrument? single,
        Func<SeriesModel, SeriesModel> create,
        Func<TInstrument, SeriesModel, SeriesModel> use)
        where TInstrument : class =>
        _families.Add(new TrackedFamily<TInstrument>(_random, head, names, labelled, single, create, use));

    private static SeriesModel Value(SeriesModel series) => series with { Value = 0 };

    private ExemplarModel NextExemplar(double value)
    {
        string[] names = [.. new[] { "trace_id", "span_id", "le" }.Where(name => _random.NextBool(name == "le" ? 20 : 2))];
        return new ExemplarModel(Array.ConvertAll(names, name => new LabelModel(name, _random.NextText())), value, _time.UtcNow);
    }

    // The one of this second stays, and one that no server reads is dropped.
    private static ExemplarModel? Newer(ExemplarModel? exemplar, ExemplarModel? old) =>
        exemplar is null || old?.Time == exemplar.Time
            || !Expected.IsReadable(exemplar with { Labels = Expected.WellFormed(exemplar.Labels) })
            ? old
            : exemplar;

    private static (string Name, string Value)[] Labels(ExemplarModel exemplar) =>
        [.. exemplar.Labels.Select(label => (label.Name, label.Value))];
}
