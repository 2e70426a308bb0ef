namespace PrometheusMetrics;

/// <summary>Counts the exceptions that leave a block of code, and lets them pass.</summary>
public static class ExceptionCountingExtensions
{
    /// <summary>Runs <paramref name="action"/> and adds one for an exception that leaves it. The exception goes on to the caller.</summary>
    /// <param name="counter">The counter, named <c>…_exceptions_total</c> or <c>…_failures_total</c>.</param>
    /// <param name="action">The code; use <see cref="CountExceptionsAsync(ICounter, Func{Task}, Func{Exception, bool}?)"/> for a task.</param>
    /// <param name="filter">Which exceptions to count; null means all.</param>
    public static void CountExceptions(this ICounter counter, Action action, Func<Exception, bool>? filter = null)
    {
        ArgumentNullException.ThrowIfNull(counter);
        ArgumentNullException.ThrowIfNull(action);
        try
        {
            action();
        }
        catch (Exception exception) when (filter is null || filter(exception))
        {
            counter.Inc();
            throw;
        }
    }

    /// <summary>Runs <paramref name="function"/> and adds one for an exception that leaves it. The exception goes on to the caller.</summary>
    /// <typeparam name="T">What the function returns.</typeparam>
    /// <param name="counter">The counter, named <c>…_exceptions_total</c> or <c>…_failures_total</c>.</param>
    /// <param name="function">The code; use <see cref="CountExceptionsAsync{T}(ICounter, Func{Task{T}}, Func{Exception, bool}?)"/> for a task.</param>
    /// <param name="filter">Which exceptions to count; null means all.</param>
    /// <returns>What the function returned.</returns>
    public static T CountExceptions<T>(this ICounter counter, Func<T> function, Func<Exception, bool>? filter = null)
    {
        ArgumentNullException.ThrowIfNull(counter);
        ArgumentNullException.ThrowIfNull(function);
        try
        {
            return function();
        }
        catch (Exception exception) when (filter is null || filter(exception))
        {
            counter.Inc();
            throw;
        }
    }

    /// <summary>Awaits <paramref name="action"/> and adds one for an exception that leaves it, also for a cancellation that
    /// <paramref name="filter"/> lets through. The exception goes on to the caller.</summary>
    /// <param name="counter">The counter, named <c>…_exceptions_total</c> or <c>…_failures_total</c>.</param>
    /// <param name="action">The code.</param>
    /// <param name="filter">Which exceptions to count; null means all.</param>
    public static async Task CountExceptionsAsync(this ICounter counter, Func<Task> action, Func<Exception, bool>? filter = null)
    {
        ArgumentNullException.ThrowIfNull(counter);
        ArgumentNullException.ThrowIfNull(action);
        try
        {
            await action().ConfigureAwait(false);
        }
        catch (Exception exception) when (filter is null || filter(exception))
        {
            counter.Inc();
            throw;
        }
    }

    /// <summary>Awaits <paramref name="function"/> and adds one for an exception that leaves it, also for a cancellation that
    /// <paramref name="filter"/> lets through. The exception goes on to the caller.</summary>
    /// <typeparam name="T">What the task gives.</typeparam>
    /// <param name="counter">The counter, named <c>…_exceptions_total</c> or <c>…_failures_total</c>.</param>
    /// <param name="function">The code.</param>
    /// <param name="filter">Which exceptions to count; null means all.</param>
    /// <returns>What the task gave.</returns>
    public static async Task<T> CountExceptionsAsync<T>(this ICounter counter, Func<Task<T>> function, Func<Exception, bool>? filter = null)
    {
        ArgumentNullException.ThrowIfNull(counter);
        ArgumentNullException.ThrowIfNull(function);
        try
        {
            return await function().ConfigureAwait(false);
        }
        catch (Exception exception) when (filter is null || filter(exception))
        {
            counter.Inc();
            throw;
        }
    }
}
