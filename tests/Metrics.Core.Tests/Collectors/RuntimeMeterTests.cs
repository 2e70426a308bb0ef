using System.Diagnostics.Metrics;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Collectors;

/// <summary>Compares our runtime metrics with those of the meter <c>System.Runtime</c>: each of its instruments has a family here, under
/// the translated name and with the same labels and values.</summary>
[Collection(nameof(RunsAlone))]
public sealed class RuntimeMeterTests : IDisposable
{
    private const string Exceptions = "dotnet.exceptions";
    private const int Attempts = 100;

    // .NET 9 and 10 declare two numbers as counters that fall. The semantic conventions have them as up-down counters.
    private static readonly string[] FallingCounters = ["dotnet.thread_pool.thread.count", "dotnet.thread_pool.queue.length"];

    private readonly RuntimeCollector _collector = new();
    private readonly RuntimeMeter _meter = new();

    public void Dispose()
    {
        _meter.Dispose();
        _collector.Dispose();
    }

    // R-384
    [Fact]
    public void Every_instrument_of_the_runtime_has_its_family()
    {
        Assert.InRange(_meter.Instruments.Count, 19, int.MaxValue);

        var described = _collector.Descriptors.Select(family => (family.Name, family.Type, family.Unit)).ToList();
        Assert.All(
            _meter.Instruments,
            instrument => Assert.Contains((NameOf(instrument), TypeOf(instrument), UnitOf(instrument)), described));
    }

    [Fact]
    public void Two_families_more_are_ours() => Assert.Equal(
        ["dotnet_gc_memory_limit_bytes", "dotnet_info"],
        _collector.Descriptors.Select(family => family.Name).Except(_meter.Instruments.Select(NameOf)).Order(StringComparer.Ordinal));

    // Values change, so ours are read between two readings of the meter. A gauge may have had another value in between: then all are read
    // again.
    [Fact]
    public void Every_series_of_the_runtime_has_its_value()
    {
        GC.Collect();
        List<string> differences = [];
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var before = _meter.Read();
            var ours = RecordingVisitor.Of(_collector);
            var after = _meter.Read();
            differences = [.. Differences(before, ours, after)];
            if (differences.Count == 0)
            {
                break;
            }
        }

        Assert.Empty(differences);
    }

    // The meter counts while a listener is attached, our collector from its construction on.
    [Fact]
    public void Exceptions_are_counted_under_the_same_labels_by_the_same_numbers()
    {
        var meter = _meter.Read();
        var ours = RecordingVisitor.Of(_collector);
        for (var i = 1; i <= 3; i++)
        {
            Repeat(i, new PlainException());
            Repeat(i, new OuterType.NestedException());
            Repeat(i, new GenericException<int>());
        }

        // Only these: any thread of the process may throw others in the meantime.
        string[] thrown = ["error_type=\"PlainException\"", "error_type=\"NestedException\"", "error_type=\"GenericException`1\""];
        var counted = Increments(_meter.Read(), meter);
        var seen = RecordingVisitor.Of(_collector);
        Assert.All(thrown, labels => Assert.Equal(
            counted[labels],
            seen.Value("dotnet_exceptions_total", labels) - (ours.Value("dotnet_exceptions_total", labels) ?? 0)));
    }

    private static IEnumerable<string> Differences(
        Dictionary<Reading, double> before, RecordingVisitor ours, Dictionary<Reading, double> after)
    {
        foreach (var series in before.Keys.Where(reading => reading.Instrument.Name != Exceptions).GroupBy(reading => reading.Instrument))
        {
            var instrument = series.Key;
            var labels = series.Select(reading => reading.Labels).ToHashSet();
            var samples = ours.Find(NameOf(instrument))?.Samples ?? [];
            var ourLabels = samples.Select(sample => sample.Labels).ToList();
            if (!labels.SetEquals(ourLabels))
            {
                yield return $"{instrument.Name} has the series {string.Join(" ", labels)}, ours are {string.Join(" ", ourLabels)}";
            }

            foreach (var sample in samples.Where(sample => labels.Contains(sample.Labels)))
            {
                var (one, other) = (before[new(instrument, sample.Labels)], after[new(instrument, sample.Labels)]);
                if (sample.Value < Math.Min(one, other) || sample.Value > Math.Max(one, other))
                {
                    yield return $"{instrument.Name}{{{sample.Labels}}} went from {one} to {other}, ours is {sample.Value}";
                }
            }
        }
    }

    private static Dictionary<string, double> Increments(Dictionary<Reading, double> after, Dictionary<Reading, double> before) => after
        .Where(pair => pair.Key.Instrument.Name == Exceptions && pair.Value > before.GetValueOrDefault(pair.Key))
        .ToDictionary(pair => pair.Key.Labels, pair => pair.Value - before.GetValueOrDefault(pair.Key));

    private static string NameOf(Instrument instrument)
    {
        var name = instrument.Name.Replace('.', '_');
        var unit = UnitOf(instrument);
        name += unit.Length == 0 || name.EndsWith("_" + unit, StringComparison.Ordinal) ? "" : "_" + unit;
        return name + (TypeOf(instrument) == MetricType.Counter && !name.EndsWith("_total", StringComparison.Ordinal) ? "_total" : "");
    }

    private static string UnitOf(Instrument instrument) => instrument.Unit switch
    {
        "By" => "bytes",
        "s" => "seconds",
        null or ['{', .., '}'] => "",
        var unit => throw new NotSupportedException($"{instrument.Name} has the unit {unit}: say here how it is translated."),
    };

    private static MetricType TypeOf(Instrument instrument) =>
        instrument is Counter<long> or ObservableCounter<long> or ObservableCounter<double> && !FallingCounters.Contains(instrument.Name)
            ? MetricType.Counter
            : MetricType.Gauge;

    private static void Repeat(int times, Exception exception)
    {
        for (var i = 0; i < times; i++)
        {
            try
            {
                throw exception;
            }
            catch (Exception caught)
            {
                Assert.Same(exception, caught);
            }
        }
    }

    private readonly record struct Reading(Instrument Instrument, string Labels);

    /// <summary>What the meter says now; counters that it only adds to are added up from the beginning.</summary>
    private sealed class RuntimeMeter : IDisposable
    {
        private readonly Lock _gate = new();
        private readonly Dictionary<Reading, double> _values = [];
        private readonly MeterListener _listener = new();

        public RuntimeMeter()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "System.Runtime")
                {
                    Instruments.Add(instrument);
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Take(instrument, value, tags));
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
            _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
            _listener.Start();
        }

        public List<Instrument> Instruments { get; } = [];

        public Dictionary<Reading, double> Read()
        {
            _listener.RecordObservableInstruments();
            lock (_gate)
            {
                return new(_values);
            }
        }

        public void Dispose() => _listener.Dispose();

        private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var labels = "";
            foreach (var (key, text) in tags)
            {
                labels += $"{(labels.Length == 0 ? "" : ",")}{key.Replace('.', '_')}=\"{text}\"";
            }

            var reading = new Reading(instrument, labels);
            lock (_gate)
            {
                _values[reading] = instrument.IsObservable ? value : _values.GetValueOrDefault(reading) + value;
            }
        }
    }

    private sealed class PlainException : Exception;

    private sealed class GenericException<T> : Exception;

    private static class OuterType
    {
        public sealed class NestedException : Exception;
    }
}
