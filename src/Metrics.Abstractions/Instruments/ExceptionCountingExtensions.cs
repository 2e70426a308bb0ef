namespace PrometheusMetrics;

/// <summary>Extension methods that count the exceptions that a block of code throws.</summary>
public static class ExceptionCountingExtensions
{
    /// <summary>Calls <paramref name="action"/> and increments the counter if it throws. The exception is rethrown.</summary>
    /// <param name="counter">The counter, named <c>…_exceptions_total</c> or <c>…_failures_total</c>.</param>
    /// <param name="action">The code; for a task use
    /// <see cref="CountExceptionsAsync(ICounter, Func{Task}, Func{Exception, bool}?)"/>.</param>
    /// <param name="filter">A function that returns whether to count an exception, or null to count all.</param>
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

    /// <summary>Calls <paramref name="function"/> and increments the counter if it throws. The exception is rethrown.</summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="counter">The counter, named <c>…_exceptions_total</c> or <c>…_failures_total</c>.</param>
    /// <param name="function">The code; for a task use
    /// <see cref="CountExceptionsAsync{T}(ICounter, Func{Task{T}}, Func{Exception, bool}?)"/>.</param>
    /// <param name="filter">A function that returns whether to count an exception, or null to count all.</param>
    /// <returns>The result of the function.</returns>
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

    /// <summary>Awaits <paramref name="action"/> and increments the counter if it throws. The exception is rethrown. A cancellation counts
    /// too, unless <paramref name="filter"/> excludes it.</summary>
    /// <param name="counter">The counter, named <c>…_exceptions_total</c> or <c>…_failures_total</c>.</param>
    /// <param name="action">The code.</param>
    /// <param name="filter">A function that returns whether to count an exception, or null to count all.</param>
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

    /// <summary>Awaits <paramref name="function"/> and increments the counter if it throws. The exception is rethrown. A cancellation
    /// counts too, unless <paramref name="filter"/> excludes it.</summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="counter">The counter, named <c>…_exceptions_total</c> or <c>…_failures_total</c>.</param>
    /// <param name="function">The code.</param>
    /// <param name="filter">A function that returns whether to count an exception, or null to count all.</param>
    /// <returns>The result of the task.</returns>
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
