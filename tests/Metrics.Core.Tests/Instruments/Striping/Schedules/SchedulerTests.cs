namespace PrometheusMetrics.Tests.Instruments.Striping.Schedules;

/// <summary>What schedules find, and what they cannot find because no processor does it.</summary>
public sealed class SchedulerTests : IDisposable
{
    private const int Schedules = 2000;

    private readonly Scheduler _scheduler = new();

    public void Dispose() => _scheduler.Dispose();

    [Fact]
    public void An_increment_in_two_steps_is_lost_in_some_schedule() =>
        Assert.Contains("lost", FindFailure(() => new LostIncrement(AddInTwoSteps)));

    [Fact]
    public void An_interlocked_increment_is_never_lost() =>
        Assert.Null(FindFailure(() => new LostIncrement(static word => ScheduledInterlocked.Increment(ref word[0]))));

    [Fact]
    public void The_same_seed_gives_the_same_steps()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            _scheduler.Run(new LostIncrement(_ => { }), seed);
            Record.Exception(() => _scheduler.Run(new LostIncrement(AddInTwoSteps), seed));
            var steps = _scheduler.Trace.ToArray();

            Record.Exception(() => _scheduler.Run(new LostIncrement(AddInTwoSteps), seed));

            Assert.NotEmpty(steps);
            Assert.Equal(steps, _scheduler.Trace);
        }
    }

    [Fact]
    public void A_failure_names_its_seed_and_its_steps()
    {
        var failure = FindFailure(() => new LostIncrement(AddInTwoSteps))!;

        Assert.StartsWith($"{nameof(LostIncrement)} fails with seed ", failure);
        Assert.Contains("    1 reads word[0] (SchedulerTests.cs:", failure);
    }

    [Fact]
    public void Two_locks_in_different_order_wait_for_ever_in_some_schedule()
    {
        Assert.Contains("waits for ever", FindFailure(() => new TwoLocks(sameOrder: false)));
        Assert.Null(FindFailure(() => new TwoLocks(sameOrder: true)));
    }

    [Fact]
    public void A_thread_that_spins_for_ever_is_found()
    {
        Assert.Contains("have not ended", FindFailure(() => new Spinning(ends: false)));
        Assert.Null(FindFailure(() => new Spinning(ends: true)));
    }

    // Each of two threads writes to its word, then reads the other's: on x86, too, both may miss the other's store.
    [Fact]
    public void A_store_may_be_visible_after_a_later_load_unless_a_barrier_is_between()
    {
        Assert.Contains("neither", FindFailure(() => new StoreThenLoad(Nothing, Nothing)));
        Assert.Contains("neither", FindFailure(() => new StoreThenLoad(Barrier, Nothing)));
        Assert.Null(FindFailure(() => new StoreThenLoad(Barrier, Barrier)));
        Assert.Null(FindFailure(() => new StoreThenLoad(ProcessWideBarrier, Nothing)));
        Assert.Null(FindFailure(() => new StoreThenLoad(() => ScheduledInterlocked.MemoryBarrier(), Barrier)));
    }

    [Fact]
    public void A_plain_store_may_overtake_another_unless_the_other_is_volatile_or_a_barrier_is_between()
    {
        Assert.Contains("overtaken", FindFailure(() => new Message(static (words, i) => ScheduledMemory.Write(ref words[i], 1), Nothing)));
        Assert.Null(FindFailure(() => new Message(static (words, i) => ScheduledVolatile.Write(ref words[i], 1), Nothing)));
        Assert.Null(FindFailure(() => new Message(
            static (words, i) => ScheduledMemory.Write(ref words[i], 1), ScheduledVolatile.WriteBarrier)));
    }

    // Principle 2
    [Fact]
    public void A_thread_that_stops_holds_up_those_that_need_its_lock()
    {
        Assert.Contains("waits for ever", FindFailure(() => new StopsInside()));
    }

    private static void Nothing()
    {
    }

    private static void Barrier() => ScheduledInterlocked.MemoryBarrier();

    private static void ProcessWideBarrier() => ScheduledInterlocked.MemoryBarrierProcessWide();

    private static void AddInTwoSteps(long[] word) => ScheduledMemory.Write(ref word[0], ScheduledMemory.Read(in word[0]) + 1);

    private string? FindFailure(Func<Scenario> scenario)
    {
        for (var seed = 0; seed < Schedules; seed++)
        {
            try
            {
                _scheduler.Run(scenario(), seed);
            }
            catch (ScheduleException exception)
            {
                return exception.Message;
            }
        }

        return null;
    }

    private sealed class LostIncrement(Action<long[]> increment) : Scenario
    {
        public override void Run(Schedule schedule)
        {
            var words = ScheduledMemory.Track(new long[1]);
            schedule.Start(PageA, () => increment(words));
            schedule.Start(PageB, () => increment(words));
            schedule.RunThreads();
            Assert.True(words[0] is 0 or 2, "One is lost.");
        }
    }

    private sealed class TwoLocks(bool sameOrder) : Scenario
    {
        public override void Run(Schedule schedule)
        {
            var (first, second) = (new ScheduledLock(), new ScheduledLock());
            schedule.Start(PageA, () => Enter(first, second));
            schedule.Start(PageB, () => Enter(sameOrder ? first : second, sameOrder ? second : first));
            schedule.RunThreads();
        }

        private static void Enter(ScheduledLock outer, ScheduledLock inner)
        {
            using (outer.EnterScope())
            using (inner.EnterScope())
            {
            }
        }
    }

    private sealed class Spinning(bool ends) : Scenario
    {
        public override void Run(Schedule schedule)
        {
            var words = ScheduledMemory.Track(new long[1]);
            schedule.Start(PageA, () =>
            {
                while (ScheduledVolatile.Read(in words[0]) == 0)
                {
                    ScheduledThread.SpinWait(1);
                }
            });
            schedule.Start(PageB, () => ScheduledVolatile.Write(ref words[0], ends ? 1 : 0));
            schedule.RunThreads();
        }
    }

    private sealed class StoreThenLoad(Action first, Action second) : Scenario
    {
        public override void Run(Schedule schedule)
        {
            var words = ScheduledMemory.Track(new long[2]);
            var seen = new long[2];
            schedule.Start(PageA, () => StoreAndLoad(0, first));
            schedule.Start(PageB, () => StoreAndLoad(1, second));
            schedule.RunThreads();
            Assert.True(seen is not [0, 0], "They have seen neither store.");

            void StoreAndLoad(int thread, Action between)
            {
                ScheduledVolatile.Write(ref words[thread], 1);
                between();
                seen[thread] = ScheduledVolatile.Read(in words[1 - thread]);
            }
        }
    }

    private sealed class Message(Action<long[], int> write, Action between) : Scenario
    {
        public override void Run(Schedule schedule)
        {
            var words = ScheduledMemory.Track(new long[2]);
            schedule.Start(PageA, () =>
            {
                write(words, 0);
                between();
                write(words, 1);
                ScheduledVolatile.Read(in words[0]);
            });
            schedule.Start(PageB, () => Assert.False(
                ScheduledVolatile.Read(in words[1]) == 1 && ScheduledVolatile.Read(in words[0]) == 0, "The first was overtaken."));
            schedule.RunThreads();
        }
    }

    private sealed class StopsInside : Scenario
    {
        public override void Run(Schedule schedule)
        {
            var gate = new ScheduledLock();
            schedule.Start(PageA, Enter, mayStop: true);
            schedule.Start(PageB, Enter);
            schedule.RunThreads();

            void Enter()
            {
                using (gate.EnterScope())
                {
                }
            }
        }
    }
}
