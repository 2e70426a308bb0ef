using PrometheusMetrics.Streaming;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Collectors;

public sealed class ExceptionCounterTests
{
    private const string Family = "dotnet_exceptions_total";

    // More than there are series.
    private static readonly string[] Names = [.. Enumerable.Range(0, 150).Select(i => $"Type{i}")];

    [Fact]
    public void Each_throw_counts_under_its_type()
    {
        using var collector = new RuntimeCollector();
        for (var i = 0; i < 7; i++)
        {
            ThrowAndCatch(new CountedException());
        }

        Assert.Equal(7, RecordingVisitor.Of(collector).Value(Family, Label<CountedException>()));
    }

    [Fact]
    public void Nothing_counts_after_Dispose()
    {
        var collector = new RuntimeCollector();
        ThrowAndCatch(new DisposedException());
        collector.Dispose();
        collector.Dispose();
        ThrowAndCatch(new DisposedException());

        Assert.Equal(1, RecordingVisitor.Of(collector).Value(Family, Label<DisposedException>()));
    }

    [Fact]
    public void Two_collectors_count_each_for_itself()
    {
        using var first = new RuntimeCollector();
        ThrowAndCatch(new SharedException());
        using var second = new RuntimeCollector();
        ThrowAndCatch(new SharedException());

        Assert.Equal(2, RecordingVisitor.Of(first).Value(Family, Label<SharedException>()));
        Assert.Equal(1, RecordingVisitor.Of(second).Value(Family, Label<SharedException>()));
    }

    [Fact]
    public void Types_have_the_short_names_that_the_meter_of_the_runtime_gives_them()
    {
        using var collector = new RuntimeCollector();
        ThrowAndCatch(new GenericException<Dictionary<string, int>>());

        Assert.Equal(
            1,
            RecordingVisitor.Of(collector).Value(
                Family,
                "error_type=\"GenericException`1\""));
    }

    [Fact]
    public void At_most_a_hundred_types_have_a_series_and_the_rest_share_one()
    {
        using var counter = Quiet();
        for (var round = 0; round < 2; round++)
        {
            Array.ForEach(Names, counter.Record);
        }

        var samples = Report(counter);

        Assert.Equal([.. Names.Take(100).Select(name => $"error_type=\"{name}\""), "error_type=\"_other\""], samples.Select(s => s.Labels));
        Assert.All(samples.SkipLast(1), sample => Assert.Equal(2, sample.Value));
        Assert.Equal(100, samples[^1].Value);
    }

    [Fact]
    public void A_class_that_is_called_as_the_rest_is_counted_there()
    {
        using var counter = Quiet();
        foreach (var name in Names)
        {
            counter.Record("_other");
            counter.Record(name);
        }

        var samples = Report(counter);

        Assert.Equal(101, samples.Count);
        Assert.Equal(200, samples[^1].Value);
    }

    [Fact]
    public void Series_stay_in_the_order_of_their_first_appearance()
    {
        using var counter = Quiet();
        foreach (var name in (string[])["C", "A", "B", "A", "C"])
        {
            counter.Record(name);
        }

        var first = Report(counter);
        counter.Record("0");
        var second = Report(counter);

        Assert.Equal(["error_type=\"C\"", "error_type=\"A\"", "error_type=\"B\""], first.Select(s => s.Labels));
        Assert.Equal([.. first, second[^1]], second);
    }

    [Fact]
    public void Without_an_exception_the_family_is_absent()
    {
        using var counter = Quiet();
        var seen = new RecordingVisitor();

        FamilyReport.Report(counter, seen);

        Assert.Empty(seen.Families);
    }

    //
    [Fact]
    public void No_exception_is_lost_when_many_threads_throw()
    {
        using var counter = Quiet();
        using var start = new Barrier(4);
        var threads = Enumerable.Range(0, start.ParticipantCount).Select(_ => new Thread(() =>
        {
            start.SignalAndWait();
            for (var i = 0; i < 300_000; i++)
            {
                counter.Record("A");
                counter.Record(Names[i % Names.Length]);
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());

        var samples = Report(counter);
        Assert.Equal(101, samples.Count);
        Assert.Equal(1_200_000, samples.Single(s => s.Labels == "error_type=\"A\"").Value);
        Assert.Equal(2_400_000, samples.Sum(s => s.Value));
    }

    // The time is read between the lookup and the addition: what is recorded there comes first.
    [Theory]
    [InlineData("Type99", "Type99", 100, "Type99")]
    [InlineData("Type99", "Type100", 101, "_other")]
    public void Two_threads_that_throw_new_types_at_once_create_no_series_too_many(string mine, string theirs, int series, string last)
    {
        var clock = new MeddlingClock();
        using var counter = Quiet(clock);
        Array.ForEach(Names[..99], counter.Record);
        clock.Meddle = () => counter.Record(theirs);

        counter.Record(mine);

        var samples = Report(counter);
        Assert.Equal(series, samples.Count);
        Assert.Equal($"error_type=\"{last}\"", samples[^1].Labels);
        Assert.Equal(101, samples.Sum(s => s.Value));
    }

    [Fact]
    public void An_exception_within_the_counting_is_swallowed_and_not_counted()
    {
        var clock = new ThrowingClock();
        using var counter = new ExceptionCounter(clock);
        clock.Throws = true;
        ThrowAndCatch(new ReentrantException());
        clock.Throws = false;
        ThrowAndCatch(new ReentrantException());

        var samples = Report(counter);

        Assert.Equal(1, samples.Single(s => s.Labels == Label<ReentrantException>()).Value);
        Assert.DoesNotContain(samples, s => s.Labels == Label<ClockException>());
    }

    //
    [Fact]
    public void A_series_is_created_with_the_first_exception_of_its_type()
    {
        var clock = new TestTimeProvider();
        using var counter = Quiet(clock);
        var first = clock.UtcNow;
        counter.Record("A");
        clock.Advance(TimeSpan.FromHours(1));
        counter.Record("A");
        counter.Record("B");

        Assert.Equal([first, first.AddHours(1)], Report(counter).Select(s => s.Created!.Value));
    }

    // A known type costs a lookup.
    [Fact]
    public void Counting_a_known_type_allocates_nothing()
    {
        using var counter = Quiet();

        Assert.Equal(0, Allocations.OfThousandCalls(() => counter.Record("A")));
    }

    // Does not count the exceptions of other tests.
    private static ExceptionCounter Quiet(TimeProvider? timeProvider = null)
    {
        var counter = new ExceptionCounter(timeProvider ?? TimeProvider.System);
        counter.Dispose();
        return counter;
    }

    private static List<RecordedSample> Report(ExceptionCounter counter)
    {
        var seen = new RecordingVisitor();
        FamilyReport.Report(counter, seen);
        return Assert.Single(seen.Families).Samples;
    }

    private static string Label<T>() => $"error_type=\"{typeof(T).Name}\"";

    private static void ThrowAndCatch(Exception exception)
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

    private sealed class CountedException : Exception;

    private sealed class DisposedException : Exception;

    private sealed class SharedException : Exception;

    private sealed class ReentrantException : Exception;

    private sealed class ClockException : Exception;

    private sealed class GenericException<T> : Exception;

    private sealed class ThrowingClock : TimeProvider
    {
        public bool Throws { get; set; }

        public override DateTimeOffset GetUtcNow() => Throws ? throw new ClockException() : DateTimeOffset.UnixEpoch;
    }

    private sealed class MeddlingClock : TimeProvider
    {
        public Action? Meddle { get; set; }

        public override DateTimeOffset GetUtcNow()
        {
            var meddle = Meddle;
            Meddle = null;
            meddle?.Invoke();
            return DateTimeOffset.UnixEpoch;
        }
    }
}
