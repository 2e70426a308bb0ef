using System.Runtime.CompilerServices;
using PrometheusMetrics.Instruments;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments.Quantiles;

/// <summary>R-380, and principle 2: a writer never waits for a reader, and a reader always finishes.</summary>
public sealed class QuantileConcurrencyTests
{
    private static readonly QuantileObjectives Objectives
        = QuantileObjectives.Create([new(0, 0), new(0.5, 0.05), new(0.99, 0.001), new(1, 0)], "s");

    private readonly TestTimeProvider _clock = new();

    // The values come in order, so at every moment the window is 1..m for some m. A torn read would show another set.
    [Fact]
    public async Task A_reader_sees_the_window_as_it_was_at_one_moment()
    {
        const int Last = 1_000_000;
        var window = new QuantileWindow(Objectives, TimeSpan.FromSeconds(100), 5, _clock);
        var writer = Start(() =>
        {
            for (var i = 1; i <= Last; i++)
            {
                window.Observe(i);
            }
        });

        var reader = Start(() =>
        {
            var answers = new double[4];
            var before = 0.0;
            while (before < Last && !writer.IsFaulted)
            {
                window.Read(answers);
                var m = answers[3];
                if (double.IsNaN(m))
                {
                    continue;
                }

                Assert.True(m >= before, $"{m} after {before}");
                Assert.Equal(1, answers[0]);
                Assert.InRange(answers[1], (0.45 * m) - 1, (0.55 * m) + 1);
                Assert.InRange(answers[2], (0.989 * m) - 1, (0.991 * m) + 1);
                before = m;
            }
        });
        await Task.WhenAll(writer, reader).WaitAsync(ParallelRunner.Deadline, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Writers_readers_and_a_jumping_clock_never_show_what_was_not_observed()
    {
        var window = new QuantileWindow(Objectives, TimeSpan.FromSeconds(100), 5, _clock);
        var writers = Enumerable.Range(0, 4).Select(w => Start(() =>
        {
            for (var i = 0; i < 150_000; i++)
            {
                window.Observe(1_000_000 + (4 * i) + w);
            }
        })).ToArray();

        var written = Task.WhenAll(writers);
        var jumper = Start(() =>
        {
            for (var i = 0; !written.IsCompleted; i++)
            {
                _clock.Advance(TimeSpan.FromMilliseconds(i % 50 == 0 ? 150_000 : 700));
                Thread.Yield();
            }
        });
        var readers = Enumerable.Range(0, 2).Select(_ => Start(() =>
        {
            var answers = new double[4];
            while (!written.IsCompleted)
            {
                window.Read(answers);
                Assert.True(Array.TrueForAll(answers, double.IsNaN) || Array.TrueForAll(answers, WasObserved), string.Join(' ', answers));
                Assert.Equal(answers.Order(), answers);
            }
        })).ToArray();
        await Task.WhenAll([written, jumper, .. readers]).WaitAsync(ParallelRunner.Deadline, TestContext.Current.CancellationToken);

        window.Observe(5);
        var last = new double[4];
        window.Read(last);
        Assert.Equal(5, last[0]);
    }

    //
    [Fact]
    public async Task Nothing_is_lost_between_writers()
    {
        // With an error of 0 every value is kept, so every rank is exact.
        double[] quantiles = [.. Enumerable.Range(0, 101).Select(i => i / 100.0)];
        var objectives = QuantileObjectives.Create(Array.ConvertAll(quantiles, q => new QuantileObjective(q, 0)), "s");
        var window = new QuantileWindow(objectives, TimeSpan.FromSeconds(100), 5, _clock);
        var answers = new double[quantiles.Length];
        var written = Task.WhenAll(Enumerable.Range(0, 4).Select(w => Start(() =>
        {
            for (var i = 0; i < 2500; i++)
            {
                window.Observe((4 * i) + w + 1);
                if (i % 500 == 0)
                {
                    _clock.Advance(TimeSpan.FromSeconds(4));
                }
            }
        })));
        while (!written.IsCompleted)
        {
            window.Read(answers);
        }

        await written;
        window.Read(answers);
        Assert.Equal(quantiles.Select(q => Math.Max(1, Math.Ceiling(q * 10_000))), answers);
    }

    [Fact]
    public async Task A_reader_finishes_while_writers_hammer()
    {
        var window = new QuantileWindow(Objectives, TimeSpan.FromSeconds(100), 5, _clock);
        using var stop = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 4).Select(w => Start(() =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                window.Observe(i);
            }
        })).ToArray();
        var reader = Start(() =>
        {
            var answers = new double[4];
            for (var i = 0; i < 2000; i++)
            {
                window.Read(answers);
            }
        });
        try
        {
            await reader.WaitAsync(ParallelRunner.Deadline, TestContext.Current.CancellationToken);
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(writers);
        }
    }

    [Fact]
    public async Task A_reader_finishes_while_a_writer_is_stuck()
    {
        var window = new QuantileWindow(Objectives, TimeSpan.FromSeconds(100), 5, _clock);
        window.Observe(7);
        using var stuck = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        var writer = Start(() =>
        {
            lock (WritersOf(window))
            {
                stuck.Set();
                goOn.Wait(TestContext.Current.CancellationToken);
            }
        });
        stuck.Wait(TestContext.Current.CancellationToken);

        var answers = new double[4];
        try
        {
            await Start(() => window.Read(answers)).WaitAsync(ParallelRunner.Deadline, TestContext.Current.CancellationToken);
        }
        finally
        {
            goOn.Set();
            await writer;
        }

        Assert.Equal([7, 7, 7, 7], answers);
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_writers")]
    private static extern ref Lock WritersOf(QuantileWindow window);

    private static bool WasObserved(double value) => value is >= 1_000_000 and < 1_600_000 && value == Math.Floor(value);

    private static Task Start(Action action)
        => Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
