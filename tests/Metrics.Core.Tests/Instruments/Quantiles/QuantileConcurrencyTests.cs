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
    public async Task Readers_and_other_writers_finish_while_a_writer_is_stuck()
    {
        var window = new QuantileWindow(Objectives, TimeSpan.FromSeconds(100), 5, _clock);
        window.Observe(7);
        using var stuck = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        var writer = Start(() =>
        {
            lock (RoomLockOf(window))
            {
                stuck.Set();
                goOn.Wait(TestContext.Current.CancellationToken);
            }
        });
        stuck.Wait(TestContext.Current.CancellationToken);

        var answers = new double[4];
        try
        {
            await Start(() =>
            {
                window.Observe(8);
                window.Read(answers);
            }).WaitAsync(ParallelRunner.Deadline, TestContext.Current.CancellationToken);
        }
        finally
        {
            goOn.Set();
            await writer;
        }

        Assert.Equal([7, 7, 8, 8], answers);
    }

    // It has read the time, and then the window is rotated twice by others, so that its state is in use again.
    [Fact]
    public async Task The_value_of_a_writer_that_is_delayed_over_rotations_is_in_the_window()
    {
        using var clock = new StallingTimeProvider();
        var window = new QuantileWindow(Objectives, TimeSpan.FromSeconds(100), 5, clock);
        clock.Stall();
        var writer = Start(() => window.Observe(1));
        clock.WaitForStalled();

        foreach (var second in (int[])[30, 60, 90, 120])
        {
            clock.Seconds = second;
            window.Observe(second);
        }

        clock.GoOn();
        await writer.WaitAsync(ParallelRunner.Deadline, TestContext.Current.CancellationToken);
        Assert.Equal([1, 60, 120, 120], Read(window));

        clock.Seconds = 221;
        Assert.True(Array.TrueForAll(Read(window), double.IsNaN));
    }

    [Fact]
    public void What_a_reader_has_does_not_change_while_writers_rotate()
    {
        var window = new QuantileWindow(Objectives, TimeSpan.FromSeconds(100), 5, _clock);
        window.Observe(1);
        window.Observe(2);
        window.Observe(3);
        var answers = new double[4];

        var state = StateOf(window).Enter();
        for (var i = 0; i < 10; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(30));
            window.Observe(100 + i);
            state.Estimate(0, Objectives, answers);
            Assert.Equal([1, 2, 3, 3], answers);
        }

        StateOf(window).Leave();
        Assert.Equal(109, Read(window)[3]);
    }

    // Threads end, and others begin on the stacks that they had.
    [Theory]
    [InlineData(400)]
    [InlineData(40_000)]
    public void Threads_that_come_and_go_lose_nothing_and_every_reader_sees_what_was_completed(int observations)
    {
        const int Workers = 16;
        const int Generations = 5;
        var objectives = QuantileObjectives.Create(
            Array.ConvertAll([0, 0.25, 0.5, 0.75, 1], q => new QuantileObjective(q, 0)), "s");
        var window = new QuantileWindow(objectives, TimeSpan.FromSeconds(1_000_000), 5, _clock);
        var started = 0;
        var completed = new int[Workers];
        using (ParallelRunner.Keep(2, _ => AssertRead()))
        {
            ParallelRunner.Do(Workers, worker =>
            {
                for (var generation = 0; generation < Generations; generation++)
                {
                    var thread = new Thread(() => Observe(worker));
                    thread.Start();
                    thread.Join();
                    _clock.Advance(TimeSpan.FromSeconds(100));
                }
            });
        }

        Assert.Equal(observations, CountOf(StateOf(window).Current));
        var answers = new double[objectives.Count];
        window.Read(answers);
        Assert.Equal([1, 0.25 * observations, 0.5 * observations, 0.75 * observations, observations], answers);

        void Observe(int worker)
        {
            for (var i = 0; i < observations / Workers / Generations; i++)
            {
                var value = Interlocked.Increment(ref started);
                window.Observe(value);
                Volatile.Write(ref completed[worker], value);
            }
        }

        void AssertRead()
        {
            var before = completed.Max();
            var answers = new double[objectives.Count];
            window.Read(answers);
            var after = Volatile.Read(ref started);
            if (before == 0)
            {
                return;
            }

            Assert.InRange(answers[^1], before, after);
            Assert.All(answers, answer => Assert.True(answer >= 1 && answer <= after && answer == Math.Floor(answer), $"{answer}"));
            Assert.Equal(answers.Order(), answers);
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_roomLock")]
    private static extern ref Lock RoomLockOf(QuantileWindow window);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_state")]
    private static extern ref ReaderCountedReference<QuantileWindowState> StateOf(QuantileWindow window);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_sketches")]
    private static extern ref CkmsSketch[] SketchesOf(QuantileWindowState state);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_slots")]
    private static extern ref long[] SlotsOf(QuantileWindowState state);

    private static long CountOf(QuantileWindowState state) =>
        SketchesOf(state)[0].Total + SlotsOf(state).Count(bits => !double.IsNaN(BitConverter.Int64BitsToDouble(bits)));

    private static double[] Read(QuantileWindow window)
    {
        var answers = new double[Objectives.Count];
        window.Read(answers);
        return answers;
    }

    private static bool WasObserved(double value) => value is >= 1_000_000 and < 1_600_000 && value == Math.Floor(value);

    private static Task Start(Action action)
        => Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>A clock whose next timestamp can be held back.</summary>
    private sealed class StallingTimeProvider : TimeProvider, IDisposable
    {
        private readonly ManualResetEventSlim _stalled = new();
        private readonly ManualResetEventSlim _goOn = new();
        private int _stallNext;

        public int Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp()
        {
            var now = Seconds;
            if (Interlocked.Exchange(ref _stallNext, 0) == 1)
            {
                _stalled.Set();
                _goOn.Wait(TestContext.Current.CancellationToken);
            }

            return now;
        }

        public void Stall() => Volatile.Write(ref _stallNext, 1);

        public void WaitForStalled() => _stalled.Wait(TestContext.Current.CancellationToken);

        public void GoOn() => _goOn.Set();

        public void Dispose()
        {
            _stalled.Dispose();
            _goOn.Dispose();
        }
    }
}
