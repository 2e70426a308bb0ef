using System.Globalization;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments;

//
public class ExceptionCountingTests
{
    private readonly FakeCounter _counter = new();

    [Fact]
    public void An_exception_is_counted_and_goes_on()
    {
        var thrown = new IOException();

        Assert.Same(thrown, Assert.Throws<IOException>(() => _counter.CountExceptions(() => throw thrown)));
        Assert.Equal(1, _counter.Value);
    }

    [Fact]
    public void Nothing_is_counted_where_nothing_is_thrown()
    {
        var ran = false;

        _counter.CountExceptions(() => { ran = true; });

        Assert.True(ran);
        Assert.Equal(0, _counter.Value);
    }

    [Fact]
    public void A_filter_chooses_which_are_counted()
    {
        Assert.Throws<IOException>(() => _counter.CountExceptions(() => throw new IOException(), e => e is ArgumentException));
        Assert.Equal(0, _counter.Value);

        Assert.Throws<ArgumentNullException>(
            () => _counter.CountExceptions(() => throw new ArgumentNullException(), e => e is ArgumentException));
        Assert.Equal(1, _counter.Value);
    }

    [Fact]
    public void The_result_of_a_function_is_given_back()
    {
        Assert.Equal(42, _counter.CountExceptions(() => 42));
        Assert.Equal(0, _counter.Value);
    }

    [Fact]
    public void A_function_that_throws_is_counted()
    {
        Assert.Throws<FormatException>(() => _counter.CountExceptions(() => int.Parse("x", CultureInfo.InvariantCulture)));
        Assert.Throws<FormatException>(
            () => _counter.CountExceptions(() => int.Parse("x", CultureInfo.InvariantCulture), e => e is IOException));
        Assert.Equal(1, _counter.Value);
    }

    [Fact]
    public async Task A_task_that_fails_is_counted_once()
    {
        await Assert.ThrowsAsync<IOException>(() => _counter.CountExceptionsAsync(async () =>
        {
            await Task.Yield();
            throw new IOException();
        }));

        Assert.Equal(1, _counter.Value);
    }

    [Fact]
    public async Task A_task_that_was_never_made_is_counted_too()
    {
        await Assert.ThrowsAsync<IOException>(() => _counter.CountExceptionsAsync(() => throw new IOException()));

        Assert.Equal(1, _counter.Value);
    }

    [Fact]
    public async Task The_result_of_a_task_is_given_back()
    {
        Assert.Equal(42, await _counter.CountExceptionsAsync(() => Task.FromResult(42)));
        await _counter.CountExceptionsAsync(() => Task.CompletedTask);
        Assert.Equal(0, _counter.Value);
    }

    [Fact]
    public async Task A_task_with_a_result_that_fails_is_counted()
    {
        await Assert.ThrowsAsync<IOException>(() => _counter.CountExceptionsAsync(() => Task.FromException<int>(new IOException())));
        await Assert.ThrowsAsync<IOException>(
            () => _counter.CountExceptionsAsync(() => Task.FromException<int>(new IOException()), e => e is FormatException));

        Assert.Equal(1, _counter.Value);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public async Task A_cancellation_is_counted_if_the_filter_lets_it_through(bool counts, double expected)
    {
        var cancelled = Task.FromCanceled(new CancellationToken(canceled: true));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => _counter.CountExceptionsAsync(() => cancelled, e => e is not OperationCanceledException || counts));

        Assert.Equal(expected, _counter.Value);
    }

    [Fact]
    public async Task Null_is_refused()
    {
        Assert.Throws<ArgumentNullException>("counter", () => ExceptionCountingExtensions.CountExceptions(null!, () => { }));
        Assert.Throws<ArgumentNullException>("counter", () => ExceptionCountingExtensions.CountExceptions(null!, () => 1));
        Assert.Throws<ArgumentNullException>("action", () => _counter.CountExceptions(null!));
        Assert.Throws<ArgumentNullException>("function", () => _counter.CountExceptions((Func<int>)null!));
        await Assert.ThrowsAsync<ArgumentNullException>(
            "counter", () => ExceptionCountingExtensions.CountExceptionsAsync(null!, () => Task.CompletedTask));
        await Assert.ThrowsAsync<ArgumentNullException>(
            "counter", () => ExceptionCountingExtensions.CountExceptionsAsync(null!, () => Task.FromResult(1)));
        await Assert.ThrowsAsync<ArgumentNullException>("action", () => _counter.CountExceptionsAsync(null!));
        await Assert.ThrowsAsync<ArgumentNullException>("function", () => _counter.CountExceptionsAsync((Func<Task<int>>)null!));
    }
}
