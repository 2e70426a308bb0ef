using System.Text.Json;
using Xunit.Sdk;

namespace PrometheusMetrics.EndToEnd.Infrastructure;

/// <summary>Polls until the answer is the expected one. It is the only code of these tests that waits for a time.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Long enough for a busy machine; a test that passes never waits for it.</summary>
    public static TimeSpan DefaultDeadline { get; } = TimeSpan.FromMinutes(2);

    /// <summary>Polls until the answer satisfies a condition, and returns it. A refused or broken connection and an answer that lacks
    /// something count as no answer yet; every other exception ends the wait at once.</summary>
    /// <param name="what">What is awaited, for the message of the time-out.</param>
    /// <param name="ask">The function that is polled.</param>
    /// <param name="isEnough">Whether the answer ends the wait.</param>
    /// <param name="context">Additional text for the message, such as the last output of a process. Called only on a time-out.</param>
    /// <param name="deadline">How long to poll; <see cref="DefaultDeadline"/> when null.</param>
    /// <exception cref="TimeoutException">The deadline passed.</exception>
    public static async Task<T> GetAsync<T>(
        string what, Func<Task<T>> ask, Func<T, bool> isEnough, Func<string>? context = null, TimeSpan? deadline = null)
    {
        var limit = deadline ?? DefaultDeadline;
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            string lastAnswer;
            try
            {
                var answer = await ask();
                if (isEnough(answer))
                {
                    return answer;
                }

                lastAnswer = answer?.ToString() ?? "nothing";
            }
            catch (Exception e) when (IsNoAnswerYet(e))
            {
                lastAnswer = $"{e.GetType().Name}: {e.Message}";
            }

            if (TimeProvider.System.GetElapsedTime(start) > limit)
            {
                throw new TimeoutException(
                    $"Waited {limit.TotalSeconds} s in vain for this: {what}.{Environment.NewLine}The last answer was: {lastAnswer}"
                    + Environment.NewLine + context?.Invoke());
            }

            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Polls until the answer is true.</summary>
    /// <inheritdoc cref="GetAsync"/>
    public static Task HoldsAsync(string what, Func<Task<bool>> ask, Func<string>? context = null, TimeSpan? deadline = null) =>
        GetAsync(what, ask, static yes => yes, context, deadline);

    /// <summary>Gives something that should not happen the time to happen, and returns whether it did.</summary>
    public static async Task<bool> HappensAsync(Func<bool> ask, TimeSpan patience)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!ask())
        {
            if (TimeProvider.System.GetElapsedTime(start) > patience)
            {
                return false;
            }

            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }

        return true;
    }

    private static bool IsNoAnswerYet(Exception e) =>
        e is HttpRequestException or IOException || IsIncomplete(e)
        || (e is TaskCanceledException && !TestContext.Current.CancellationToken.IsCancellationRequested);

    /// <summary>Whether something reads from an answer what is not there yet: a server that has just started knows no targets, series or
    /// groups.</summary>
    private static bool IsIncomplete(Exception e) =>
        e is JsonException or KeyNotFoundException or ArgumentOutOfRangeException or IndexOutOfRangeException or IAssertionException
            or InvalidOperationException { Source: "System.Linq" };
}
