using System.Runtime.CompilerServices;
using PrometheusMetrics.Instruments;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments.Striping;

public class StackPageTests
{
    [Fact]
    public void Threads_that_run_at_the_same_time_have_different_pages()
    {
        const int Threads = 16;
        var pages = new long[Threads];
        using var together = new Barrier(Threads);

        ParallelRunner.Do(Threads, i =>
        {
            pages[i] = StackPage.Current;
            together.SignalAndWait(ParallelRunner.Deadline);
        });

        Assert.Equal(Threads, pages.Distinct().Count());
        Assert.All(pages, page => Assert.True(page > 0));
    }

    [Fact]
    public void Calls_at_the_same_depth_of_a_thread_have_the_same_page()
    {
        var first = Read();

        Assert.All(Enumerable.Range(0, 100).Select(_ => Read()).ToArray(), page => Assert.InRange(page, first - 1, first + 1));
        Assert.Equal(Read(), Read());
    }

    // Many times a page deep.
    [Fact]
    public void Calls_at_different_depths_have_different_pages() => Assert.NotEqual(Read(), Deep(1000));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long Read() => StackPage.Current;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long Deep(int calls)
    {
        Span<byte> room = stackalloc byte[32];
        room[0] = (byte)calls;
        return calls == 0 ? StackPage.Current : Deep(calls - 1) + (room[0] - (byte)calls);
    }
}
