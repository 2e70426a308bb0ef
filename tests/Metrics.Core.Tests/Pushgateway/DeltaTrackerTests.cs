using System.Globalization;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Pushgateway;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Pushgateway;

/// <summary>What a delta contains.</summary>
public class DeltaTrackerTests : EngineTest
{
    private readonly TestTimeProvider _time = new();
    private readonly ReportedSource _source = new();
    private readonly DeltaTracker _tracker;

    public DeltaTrackerTests() => _tracker = new DeltaTracker(new DeltaTrackerOptions { TimeProvider = _time });

    [Fact]
    public async Task A_delta_contains_what_was_added_since_the_last_one_that_was_accepted()
    {
        var counter = Factory.CreateCounter("jobs_total", "Jobs.", "kind");
        var histogram = Factory.CreateHistogram("size", "Sizes.", new HistogramOptions { Buckets = [1, 5] });
        var summary = Factory.CreateSummary("wait", "Waits.", new SummaryOptions { Objectives = [new(0.5, 0.05)] });
        counter.WithLabels("a").Inc(3);
        counter.WithLabels("b").Inc(1);
        histogram.Observe(2);
        summary.Observe(4);
        await AcceptAsync(Registry, _tracker);

        counter.WithLabels("a").Inc(2);
        histogram.Observe(1);
        histogram.Observe(7);
        histogram.Observe(8);
        summary.Observe(0.5);

        Assert.Equal(
            ["jobs_total{kind=\"a\"} 2", "size 1:1 5:0 Infinity:2 sum:16", "wait count:1 sum:0.5"],
            await AcceptAsync(Registry, _tracker, "jobs_total", "size", "wait"));
    }

    [Fact]
    public async Task What_was_rejected_is_in_the_next_delta_too()
    {
        await AcceptAsync(_source.Counter(3), _tracker);

        Assert.Equal(["x_total 4"], await RejectAsync(_source.Counter(7)));
        Assert.Equal(["x_total 4"], await RejectAsync(_source.Counter(7)));
        Assert.Equal(["x_total 6"], await AcceptAsync(_source.Counter(9), _tracker));
        Assert.Empty(await AcceptAsync(_source.Counter(9), _tracker));
    }

    // Prometheus sees an increase only from a value that it has seen.
    [Fact]
    public async Task A_new_series_is_pushed_once_without_an_addition()
    {
        Assert.Equal(["x_total 0"], await RejectAsync(_source.Counter(0)));
        Assert.Equal(["x_total 0"], await AcceptAsync(_source.Counter(0), _tracker));
        Assert.Empty(await AcceptAsync(_source.Counter(0), _tracker));
        Assert.Equal(["x_total 1"], await AcceptAsync(_source.Counter(1), _tracker));
    }

    [Fact]
    public async Task What_cannot_be_added_is_left_out()
    {
        Report(_source, gauge: 5);

        Assert.Equal(["c_total 1"], await AcceptAsync(_source, _tracker));
    }

    [Fact]
    public async Task Gauges_infos_and_states_are_pushed_as_they_are_on_request()
    {
        var tracker = new DeltaTracker(new DeltaTrackerOptions { IncludeGauges = true });
        Report(_source, gauge: 5);
        Assert.Equal(["c_total 1", "g 5", "i_info 1", "s on:1 off:0"], await AcceptAsync(_source, tracker));

        Report(_source, gauge: 5);
        Assert.Equal(["g 5", "i_info 1", "s on:1 off:0"], await AcceptAsync(_source, tracker));

        _source.Counter(1);
        Assert.Equal(["x_total 1"], await AcceptAsync(_source, tracker));
    }

    [Fact]
    public async Task Exemplars_times_and_quantiles_are_left_out()
    {
        var time = _time.GetUtcNow();
        var exemplar = new Exemplar(LabelSet.Create(("trace_id", "a")), 1, time);
        _source.Add(MetricType.Counter, "c", visitor => visitor.Counter(
            LabelSet.Empty, new CounterSample(1) { Created = time, Timestamp = time, Exemplar = exemplar }));
        _source.Add(MetricType.Summary, "s", visitor => visitor.Summary(
            LabelSet.Empty, new SummarySample(2, 3, [0.5], [1]) { Created = time, Timestamp = time }));

        var delta = await _tracker.CollectAsync(_source);

        var families = Record(delta).Families;
        Assert.All(families, family => Assert.All(family.Samples, sample => Assert.Null(sample.Created ?? sample.Timestamp)));
        Assert.Equal(["c_total 1", "s count:2 sum:3"], Record(delta).Lines);
    }

    [Fact]
    public async Task A_total_that_has_become_smaller_began_again_at_zero()
    {
        await AcceptAsync(_source.Counter(10), _tracker);

        Assert.Equal(["x_total 4"], await AcceptAsync(_source.Counter(4), _tracker));
        Assert.Equal(["x_total 2"], await AcceptAsync(_source.Counter(6), _tracker));
    }

    [Fact]
    public async Task What_was_rejected_before_a_total_began_again_is_not_lost()
    {
        await AcceptAsync(_source.Counter(10), _tracker);
        await RejectAsync(_source.Counter(13));

        Assert.Equal(["x_total 7"], await RejectAsync(_source.Counter(4)));
        Assert.Equal(["x_total 53"], await AcceptAsync(_source.Counter(50), _tracker));
        Assert.Equal(["x_total 1"], await AcceptAsync(_source.Counter(51), _tracker));
    }

    // One that was created at the moment of a collection may have been seen by it.
    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 12)]
    public async Task A_series_that_was_created_after_the_previous_collection_began_at_zero_even_if_it_is_greater_now(
        int ticks, double added)
    {
        var firstCreated = _time.GetUtcNow();
        _time.Advance(TimeSpan.FromSeconds(1));
        var created = _time.GetUtcNow().AddTicks(ticks);
        await AcceptAsync(_source.Counter(10, firstCreated), _tracker);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal([$"x_total {added}"], await AcceptAsync(_source.Counter(12, created), _tracker));
        Assert.Equal(["x_total 1"], await AcceptAsync(_source.Counter(13, created), _tracker));
    }

    // A collector may compute the time at which its source began, and be some milliseconds off.
    [Fact]
    public async Task A_creation_time_that_only_changes_does_not_begin_a_series_again()
    {
        var created = _time.GetUtcNow();
        _time.Advance(TimeSpan.FromSeconds(1));
        await AcceptAsync(_source.Counter(10, created), _tracker);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(["x_total 2"], await AcceptAsync(_source.Counter(12, created.AddMilliseconds(5)), _tracker));
        Assert.Equal(["x_total 3"], await AcceptAsync(_source.Counter(15, created.AddMilliseconds(-5)), _tracker));
    }

    [Fact]
    public async Task An_instrument_that_is_removed_and_created_again_is_counted_whole()
    {
        var registry = new MetricRegistry(new MetricRegistryOptions { TimeProvider = _time });
        var family = new MetricFactory(registry).CreateCounter("x_total", "", "a");
        family.WithLabels("1").Inc(5);
        await AcceptAsync(registry, _tracker);
        _time.Advance(TimeSpan.FromSeconds(1));

        family.Remove("1");
        family.WithLabels("1").Inc(8);

        Assert.Equal(["x_total{a=\"1\"} 8"], await AcceptAsync(registry, _tracker, "x_total"));
    }

    [Fact]
    public async Task A_series_that_comes_back_goes_on_from_what_was_accepted()
    {
        await AcceptAsync(_source.Counter(10), _tracker);
        _source.Clear();
        Assert.Empty(await AcceptAsync(_source, _tracker));

        Assert.Equal(["x_total 1"], await AcceptAsync(_source.Counter(11), _tracker));
    }

    // One collector may have nearly all series, in one family or in several.
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task Many_series_whose_collector_fails_once_go_on_from_what_was_accepted(int families)
    {
        var many = new MetricDescriptor(MetricType.Counter, "many", "", "number");
        await AcceptAsync(Many(1), _tracker);
        Assert.Empty(await AcceptAsync(Many(null), _tracker));
        Assert.Empty(await AcceptAsync(Many(null), _tracker));

        var lines = await AcceptAsync(Many(3), _tracker);

        Assert.Equal(5000, lines.Length);
        Assert.All(lines, line => Assert.EndsWith(" 2", line, StringComparison.Ordinal));

        ReportedSource Many(double? value)
        {
            _source.Counter(7);
            for (var family = 0; value is { } count && family < families; family++)
            {
                _source.Add(MetricType.Counter, $"many_{family}", visitor =>
                {
                    for (var i = 0; i < 5000 / families; i++)
                    {
                        visitor.Counter(many.Labels($"{i}"), new CounterSample(count));
                    }
                });
            }

            return _source;
        }
    }

    [Fact]
    public async Task The_rejected_additions_of_a_series_that_is_gone_are_still_pushed()
    {
        await RejectAsync(_source.Counter(10));
        _source.Clear();

        Assert.Equal(["x_total 10"], await AcceptAsync(_source, _tracker));
        Assert.Empty(await AcceptAsync(_source, _tracker));
    }

    // Even if the gateway accepts nothing.
    [Fact]
    public void Of_many_series_that_are_gone_the_last_ones_are_remembered()
    {
        var families = new DeltaFamilies();
        DeltaReport[] reports = [];
        for (var round = 0; round < 50; round++)
        {
            reports = Collect(families, $"round {round:D2}", count: 200);
            Assert.InRange(families.Count, 200, DeltaFamilies.MinRetained + 200);
        }

        string[] lines = [.. Record(new DeltaSource(reports, Registry)).Lines];
        var rounds = lines.Select(line => int.Parse(line.AsSpan("x_total{a=\"round ".Length, 2), CultureInfo.InvariantCulture));
        var kept = rounds.CountBy(round => round).OrderByDescending(round => round.Key).Select(round => (round.Key, round.Value));
        Assert.Equal([(49, 200), (48, 200), (47, 200), (46, 200), (45, 100)], kept);
    }

    [Theory]
    [InlineData(DeltaFamilies.MinRetained, DeltaFamilies.MinRetained)]
    [InlineData(DeltaFamilies.MinRetained + 1, DeltaFamilies.MinRetained / 2)]
    public void A_thousand_series_that_are_gone_are_remembered_and_of_more_only_five_hundred(int gone, int remembered)
    {
        var families = new DeltaFamilies();
        for (var first = 0; first < gone; first += 100)
        {
            Collect(families, $"{first}", Math.Min(100, gone - first));
        }

        Collect(families, "", count: 0);

        Assert.Equal(remembered, families.Count);
    }

    [Fact]
    public void Metrics_that_come_and_go_do_not_fill_the_memory()
    {
        var families = new DeltaFamilies();
        var number = 0;
        CollectOthers(rounds: 20);
        var before = Retained.Bytes(families);

        CollectOthers(rounds: 100);

        Assert.InRange(Retained.Bytes(families), 0, 2 * before);

        void CollectOthers(int rounds)
        {
            for (var round = 0; round < rounds; round++)
            {
                families.BeginCollection(_time.GetUtcNow());
                var visitor = new DeltaVisitor(families);
                for (var i = 0; i < 200; i++)
                {
                    visitor.BeginFamily(new MetricDescriptor(MetricType.Counter, $"x_{number++:D6}", ""));
                    visitor.Counter(LabelSet.Empty, new CounterSample(1));
                    visitor.EndFamily();
                }

                families.EndCollection();
            }
        }
    }

    // Each has two counts for a bucket, and would have a third number for its bound.
    [Fact]
    public async Task The_series_of_a_histogram_share_its_bounds()
    {
        var labels = new MetricDescriptor(MetricType.Histogram, "x", "", "number");
        _source.Add(MetricType.Histogram, "x", visitor =>
        {
            for (var i = 0; i < 100; i++)
            {
                double[] bounds = [.. Enumerable.Range(0, 1000)];
                visitor.Histogram(labels.Labels($"{i}"), new HistogramSample(bounds, new long[1001], 0));
            }
        });

        await AcceptAsync(_source, _tracker);

        Assert.InRange(Retained.Bytes(_tracker), 100 * 16_000, 100 * 20_000);
    }

    [Fact]
    public async Task Sums_that_are_infinite_or_not_a_number_do_not_stay_due()
    {
        await AcceptAsync(Summary(_source, 1, double.PositiveInfinity), _tracker);
        Assert.Empty(await AcceptAsync(Summary(_source, 1, double.PositiveInfinity), _tracker));
        Assert.Equal(["x count:1 sum:0"], await AcceptAsync(Summary(_source, 2, double.PositiveInfinity), _tracker));
        Assert.Equal(["x count:1 sum:NaN"], await AcceptAsync(Summary(_source, 3, double.NaN), _tracker));
        Assert.Empty(await AcceptAsync(Summary(_source, 3, double.NaN), _tracker));
    }

    [Fact]
    public async Task A_sum_may_fall()
    {
        await AcceptAsync(Summary(_source, 1, 5), _tracker);

        Assert.Equal(["x count:1 sum:-2"], await AcceptAsync(Summary(_source, 2, 3), _tracker));
    }

    [Fact]
    public async Task A_summary_with_a_smaller_count_began_again_and_keeps_what_was_rejected()
    {
        await AcceptAsync(Summary(_source, 5, 10), _tracker);
        await RejectAsync(Summary(_source, 7, 14));

        Assert.Equal(["x count:4 sum:7"], await AcceptAsync(Summary(_source, 2, 3), _tracker));
        Assert.Equal(["x count:1 sum:1"], await AcceptAsync(Summary(_source, 3, 4), _tracker));
    }

    [Fact]
    public async Task A_histogram_is_pushed_again_after_observations_only_even_of_zero()
    {
        await AcceptAsync(Histogram(_source, [1], [1, 1], 5), _tracker);

        Assert.Empty(await AcceptAsync(Histogram(_source, [1], [1, 1], 5), _tracker));
        Assert.Equal(["x 1:2 Infinity:0 sum:0"], await AcceptAsync(Histogram(_source, [1], [3, 1], 5), _tracker));
    }

    [Fact]
    public async Task A_histogram_with_other_bounds_begins_again()
    {
        await AcceptAsync(Histogram(_source, [1, 2], [1, 2, 3], 10), _tracker);

        Assert.Equal(["x 1:1 5:2 Infinity:3 sum:10"], await AcceptAsync(Histogram(_source, [1, 5], [1, 2, 3], 10), _tracker));
        Assert.Equal(["x 1:0 5:0 Infinity:1 sum:9"], await AcceptAsync(Histogram(_source, [1, 5], [1, 2, 4], 19), _tracker));
    }

    [Fact]
    public async Task A_histogram_with_a_smaller_bucket_began_again_and_keeps_what_was_rejected()
    {
        await AcceptAsync(Histogram(_source, [1], [5, 5], 10), _tracker);
        await RejectAsync(Histogram(_source, [1], [6, 5], 11));

        Assert.Equal(["x 1:1 Infinity:9 sum:10"], await AcceptAsync(Histogram(_source, [1], [0, 9], 9), _tracker));
    }

    [Fact]
    public async Task A_metric_that_has_become_another_type_begins_again()
    {
        await AcceptAsync(_source.Counter(10), _tracker);
        _source.Clear();
        _source.Add(MetricType.Summary, "x_total", visitor => visitor.Summary(LabelSet.Empty, new SummarySample(1, 1, [], [])));

        Assert.Equal(["x_total count:1 sum:1"], await AcceptAsync(_source, _tracker));
    }

    [Fact]
    public async Task A_delta_must_be_settled_once_before_the_next_one()
    {
        var delta = await _tracker.CollectAsync(_source.Counter(1));

        var pending = await Assert.ThrowsAsync<InvalidOperationException>(async () => await _tracker.CollectAsync(_source));
        Assert.Contains("call Accept() if it was pushed, or Reject()", pending.Message, StringComparison.Ordinal);

        delta.Accept();
        foreach (var use in (Action[])[delta.Reject, delta.Accept, () => delta.Read()])
        {
            var settled = Assert.Throws<InvalidOperationException>(use);
            Assert.Equal("The delta was accepted or rejected already: collect the next one.", settled.Message);
        }
    }

    [Fact]
    public async Task Every_reading_of_a_delta_is_equal_and_follows_its_request()
    {
        Report(_source, gauge: 1);
        _source.Add(MetricType.Counter, "b", visitor => visitor.Counter(LabelSet.Empty, new CounterSample(2)));
        var delta = await _tracker.CollectAsync(_source);

        Report(_source, gauge: 9);

        Assert.Equal(["b_total 2", "c_total 1"], Record(delta).Lines);
        Assert.Equal(["b_total 2", "c_total 1"], Record(delta).Lines);
        Assert.Equal(["c_total 1"], Record(delta, new() { Names = new HashSet<string> { "c" } }).Lines);
        Assert.Equal(["b_total 2"], Record(delta, new() { Filter = family => family.Name == "b_total" }).Lines);
        var descending = Comparer<MetricDescriptor>.Create((x, y) => string.CompareOrdinal(y.Name, x.Name));
        Assert.Equal(["c_total 1", "b_total 2"], Record(delta, new() { Order = descending }).Lines);
    }

    [Fact]
    public async Task A_collection_that_fails_changes_nothing()
    {
        await AcceptAsync(_source.Counter(1), _tracker);
        _source.Add(MetricType.Counter, "z", _ => throw new InvalidOperationException("broken"));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await _tracker.CollectAsync(_source));

        Assert.Equal(["x_total 2"], await AcceptAsync(_source.Counter(3), _tracker));
    }

    private static void Report(ReportedSource source, double gauge)
    {
        source.Clear();
        source.Add(MetricType.Counter, "c", visitor => visitor.Counter(LabelSet.Empty, new CounterSample(1)))
            .Add(MetricType.Gauge, "g", visitor => visitor.Gauge(LabelSet.Empty, new GaugeSample(gauge)))
            .Add(MetricType.GaugeHistogram, "h", visitor => visitor.Histogram(LabelSet.Empty, new HistogramSample([], [1], 1)))
            .Add(MetricType.Info, "i", visitor => visitor.Info(LabelSet.Empty, new InfoSample()))
            .Add(MetricType.StateSet, "s", visitor => visitor.StateSet(LabelSet.Empty, new StateSetSample(["on", "off"], [true, false])))
            .Add(MetricType.Unknown, "u", visitor => visitor.Unknown(LabelSet.Empty, new UnknownSample(1)));
    }

    private static ReportedSource Summary(ReportedSource source, long count, double sum)
    {
        source.Clear();
        return source.Add(MetricType.Summary, "x", visitor => visitor.Summary(LabelSet.Empty, new SummarySample(count, sum, [], [])));
    }

    private static ReportedSource Histogram(ReportedSource source, double[] bounds, long[] counts, double sum)
    {
        source.Clear();
        return source.Add(
            MetricType.Histogram, "x", visitor => visitor.Histogram(LabelSet.Empty, new HistogramSample(bounds, counts, sum)));
    }

    private static RecordingVisitor Record(DeltaSource delta, CollectionRequest request = default)
    {
        var visitor = new RecordingVisitor();
        using var reader = delta.Read(request);
        while (reader.Read(visitor))
        {
        }

        return visitor;
    }

    private DeltaReport[] Collect(DeltaFamilies families, string label, int count)
    {
        var family = new MetricDescriptor(MetricType.Counter, "x", "", "a");
        families.BeginCollection(_time.GetUtcNow());
        var visitor = new DeltaVisitor(families);
        visitor.BeginFamily(family);
        for (var i = 0; i < count; i++)
        {
            visitor.Counter(family.Labels($"{label} {i}"), new CounterSample(1));
        }

        visitor.EndFamily();
        return families.EndCollection();
    }

    private static async Task<string[]> AcceptAsync(IMetricSource source, DeltaTracker tracker, params string[] names)
    {
        var request = new CollectionRequest { Names = names.Length == 0 ? null : names.ToHashSet() };
        var delta = await tracker.CollectAsync(source, request);
        string[] lines = [.. Record(delta).Lines];
        delta.Accept();
        return lines;
    }

    private async Task<string[]> RejectAsync(IMetricSource source)
    {
        var delta = await _tracker.CollectAsync(source);
        string[] lines = [.. Record(delta).Lines];
        delta.Reject();
        return lines;
    }
}
