using System.Diagnostics;
using System.Text.RegularExpressions;
using PrometheusMetrics.EndToEnd.Infrastructure;

namespace PrometheusMetrics.EndToEnd.InfrastructureTests;

public sealed partial class ServerProcessTests
{
    private const string Endless = "pwd; echo ready; while :; do sleep 0.05; done";

    [Fact]
    public async Task Nothing_of_a_server_is_left_after_its_disposal()
    {
        var server = ServerProcess.Start(Shell(Endless));
        await server.WaitForLineAsync(Ready());
        var id = server.Id;
        var folder = server.Output.Lines()[0];
        Assert.True(IsRunning(id));
        Assert.True(Directory.Exists(folder));

        await server.DisposeAsync();

        Assert.False(IsRunning(id));
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task A_server_dies_with_the_test_run()
    {
        using var folder = new TemporaryFolder();
        using var process = Process.Start(ServerProcess.StartInfo(Shell(Endless), folder.FullPath))!;
        var output = new ConsoleOutput();
        output.ReadFrom(process);
        await Eventually.HoldsAsync("the server runs", () => Task.FromResult(output.FirstMatch(Ready()) is not null));

        // The system does the same when the test run is killed.
        process.StandardInput.Close();

        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Eventually.DefaultDeadline);
        Assert.Equal(128 + 9, process.ExitCode);
    }

    [Fact]
    public async Task Signal_and_exit_code_are_those_of_the_server_itself()
    {
        await using var server = ServerProcess.Start(Shell("trap 'echo stopping; exit 7' TERM; " + Endless));
        await server.WaitForLineAsync(Ready());

        await server.TerminateAsync();

        Assert.Equal(7, await server.WaitForExitAsync());
        Assert.Contains("stopping", server.Output.Lines());
    }

    [Fact]
    public async Task The_failure_of_a_server_that_cannot_start_shows_what_it_said()
    {
        await using var server = ServerProcess.Start(Shell("echo 'address already in use' >&2; exit 3"));

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => server.WaitForLineAsync(Ready()));

        Assert.Contains("exit code 3", failure.Message, StringComparison.Ordinal);
        Assert.Contains("address already in use", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_runs_on_is_not_waited_for_without_end()
    {
        await using var server = ServerProcess.Start(Shell(Endless));

        await Assert.ThrowsAsync<TimeoutException>(() => server.WaitForExitAsync(TimeSpan.Zero));
    }

    [Fact]
    public async Task A_server_gets_its_variables()
    {
        var command = Shell("echo name=$NAME; echo ready") with
        {
            Environment = new Dictionary<string, string?> { ["NAME"] = "two words" },
        };
        await using var server = ServerProcess.Start(command);

        await server.WaitForExitAsync();

        Assert.Contains("name=two words", server.Output.Lines());
    }

    [GeneratedRegex("^ready$")]
    private static partial Regex Ready();

    private static ServerCommand Shell(string script) => new(Requirement.Program("sh"), ["-c", script]);

    private static bool IsRunning(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
