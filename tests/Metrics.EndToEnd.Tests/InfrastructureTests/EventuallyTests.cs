using System.Text.Json;
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

    public static TheoryData<string, Func<JsonElement, string?>> EarlyReads => new()
    {
        { "Single", targets => targets.EnumerateArray().Single().GetString() },
        { "First", targets => targets.EnumerateArray().First(target => target.GetString() == "up").GetString() },
        { "Single of an assertion", targets => Assert.Single(targets.EnumerateArray().ToList()).GetString() },
        { "a comparison of an assertion", targets => Equal("up", targets) },
        { "an index", targets => targets.EnumerateArray().ToList()[0].GetString() },
        { "an index into an array", targets => targets.EnumerateArray().ToArray()[0].GetString() },
        { "a key", targets => targets.EnumerateArray().ToDictionary(target => target.GetString()!)["up"].GetString() },
    };

    // Prometheus answers before it knows its targets.
    [Theory]
    [MemberData(nameof(EarlyReads))]
    public async Task An_answer_that_lacks_something_is_no_answer_yet(string how, Func<JsonElement, string?> read)
    {
        var answers = new Queue<string>(["[]", "[\"up\"]"]);

        var answer = await Eventually.GetAsync(
            how, () => Task.FromResult(read(Parse(answers.Dequeue()))), state => state == "up");

        Assert.Equal("up", answer);
        Assert.Empty(answers);
    }

    [Theory]
    [InlineData("""{"status":"success","da""")]
    [InlineData("")]
    [InlineData("""{"status":"success"}""")]
    public async Task A_part_of_an_answer_is_no_answer_yet(string part)
    {
        var answers = new Queue<string>([part, """{"status":"success","data":"all"}"""]);

        var answer = await Eventually.GetAsync(
            "the data", () => Task.FromResult(Parse(answers.Dequeue()).GetProperty("data").GetString()), data => data == "all");

        Assert.Equal("all", answer);
    }

    [Fact]
    public async Task What_is_read_too_early_by_the_condition_is_no_answer_yet_either()
    {
        var answers = new Queue<int[]>([[], [3]]);

        var answer = await Eventually.GetAsync("three", () => Task.FromResult(answers.Dequeue()), numbers => numbers[0] == 3);

        Assert.Equal(3, Assert.Single(answer));
    }

    [Fact]
    public async Task The_message_of_the_time_out_has_what_was_lacking()
    {
        var failure = await Assert.ThrowsAsync<TimeoutException>(() => Eventually.GetAsync(
            "a target", () => Task.FromResult(Array.Empty<int>().Single()), _ => true, context: null, TimeSpan.Zero));

        Assert.Contains("InvalidOperationException: Sequence contains no elements", failure.Message, StringComparison.Ordinal);
    }

    // The message of a process that has ended, or of a query that is refused.
    [Fact]
    public async Task A_failure_that_does_not_pass_ends_the_wait_at_once()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => Eventually.HoldsAsync("nothing", () => throw new InvalidOperationException("The process ended.")));
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

    private static JsonElement Parse(string json) => JsonElement.Parse(json);

    private static string? Equal(string expected, JsonElement targets)
    {
        Assert.Equal([expected], targets.EnumerateArray().Select(target => target.GetString()));
        return expected;
    }
}
