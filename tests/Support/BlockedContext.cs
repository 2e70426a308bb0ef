namespace PrometheusMetrics.Tests.Support;

/// <summary>The thread of a user interface that waits for a task: its context runs nothing that is posted to it.</summary>
internal static class BlockedContext
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    /// <summary>Starts a task on a thread with such a context, and blocks the thread until the task has ended.</summary>
    /// <exception cref="TimeoutException">The task needs the thread that waits for it.</exception>
    public static T Wait<T>(Func<Task<T>> start)
    {
        var result = Task.Factory.StartNew(
            () =>
            {
                SynchronizationContext.SetSynchronizationContext(new Blocked());
                var task = start();
                return task.Wait(Limit) ? task.Result : throw new TimeoutException("The task needs the thread that waits for it.");
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        return result.GetAwaiter().GetResult();
    }

    /// <inheritdoc cref="Wait{T}"/>
    public static void Wait(Func<Task> start) => Wait(() => Complete(start()));

    private static async Task<bool> Complete(Task task)
    {
        await task.ConfigureAwait(false);
        return true;
    }

    private sealed class Blocked : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
        }
    }
}
