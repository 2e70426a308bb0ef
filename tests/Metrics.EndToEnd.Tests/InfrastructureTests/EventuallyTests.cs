using PrometheusMetrics.EndToEnd.Infrastructure;

namespace PrometheusMetrics.EndToEnd.InfrastructureTests;

public sealed class EventuallyTests
{
    [Fact]
    public async Task It_polls_until_the_answer_is_the_expected_one()
    {
        var asked = 0;

        var answer = await Eventually.GetAsync("three", () => Task.FromResult(++asked), number => number == 3);

        Assert.Equal(3, answer);
    }

    [Fact]
    public async Task A_refused_connection_is_no_answer_yet()
    {
        var asked = 0;

        await Eventually.HoldsAsync("a connection", () => ++asked == 1 ? throw new HttpRequestException("refused") : Task.FromResult(true));

        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task A_mistake_ends_the_wait_at_once()
    {
        await Assert.ThrowsAsync<FormatException>(
            () => Eventually.HoldsAsync("nothing", () => throw new FormatException("not a number")));
    }

    [Fact]
    public async Task The_message_of_the_time_out_has_what_was_awaited_the_last_answer_and_the_context()
    {
        var failure = await Assert.ThrowsAsync<TimeoutException>(() => Eventually.GetAsync(
            "a higher number", () => Task.FromResult(41), number => number > 41, () => "the output", TimeSpan.Zero));

        Assert.Contains("a higher number", failure.Message, StringComparison.Ordinal);
        Assert.Contains("41", failure.Message, StringComparison.Ordinal);
        Assert.Contains("the output", failure.Message, StringComparison.Ordinal);
    }
}
