using System.Runtime.CompilerServices;

namespace PrometheusMetrics.Tests.Support;

/// <summary>Finds exceptions of tasks that nothing has looked at, which a process is told of when the tasks are collected.</summary>
internal static class UnobservedExceptions
{
    /// <summary>Asserts that no task that <paramref name="act"/> leaves behind has an unobserved exception of a type, which only the
    /// calling test uses.</summary>
    public static async Task AssertNoneAsync<TException>(Func<Task> act)
        where TException : Exception
    {
        var count = 0;
        TaskScheduler.UnobservedTaskException += Count;
        try
        {
            await ActAsync(act);
            for (var i = 0; i < 5; i++)
            {
                await Task.Run(static () => { });
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Count;
        }

        Assert.Equal(0, Volatile.Read(ref count));

        void Count(object? sender, UnobservedTaskExceptionEventArgs arguments)
        {
            if (arguments.Exception.Flatten().InnerExceptions.OfType<TException>().Any())
            {
                Interlocked.Increment(ref count);
            }
        }
    }

    // On a thread of its own stack, which keeps no reference.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Task ActAsync(Func<Task> act) => Task.Run(act);
}
