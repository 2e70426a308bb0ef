using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace PrometheusMetrics.EndToEnd.Infrastructure;

/// <summary>A running server with a temporary folder of its own. Both are gone after its disposal, and the process also when the test
/// run itself is killed.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    // The shell becomes the server, so that its id, its signals and its exit code are the server's own. It leaves one child behind, which
    // reads from a pipe that the test run holds: a line lets it go, the end of the pipe without one means that the test run has died.
    private const string Launcher =
        """exec 3<&0; { read -r _ <&3 || kill -KILL $$; } >/dev/null 2>&1 & exec "$@" 3<&- </dev/null""";

    private readonly ServerCommand _command;
    private readonly TemporaryFolder _folder;
    private readonly Process _process;

    private ServerProcess(ServerCommand command, TemporaryFolder folder, Process process)
    {
        _command = command;
        _folder = folder;
        _process = process;
    }

    public ConsoleOutput Output { get; } = new();

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Starts the server and returns at once.</summary>
    /// <param name="command">What to start.</param>
    /// <param name="folder">The server's folder, which is deleted with the server; a new one when null.</param>
    public static ServerProcess Start(ServerCommand command, TemporaryFolder? folder = null)
    {
        folder ??= new TemporaryFolder();
        try
        {
            var process = Process.Start(StartInfo(command, folder.FullPath))!;
            var server = new ServerProcess(command, folder, process);
            server.Output.ReadFrom(process);
            return server;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    public static ProcessStartInfo StartInfo(ServerCommand command, string folder)
    {
        var info = new ProcessStartInfo(Requirement.Program("sh"), ["-c", Launcher, "sh", command.Program, .. command.Arguments])
        {
            WorkingDirectory = command.WorkingFolder ?? folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in command.Environment)
        {
            info.Environment[name] = value;
        }

        return info;
    }

    /// <summary>Waits for a line of the server's output.</summary>
    /// <exception cref="InvalidOperationException">The server ended without it.</exception>
    public async Task<Match> WaitForLineAsync(Regex pattern)
    {
        var match = await Eventually.GetAsync(
            $"a line like '{pattern}' from '{_command}'", () => FindLineAsync(pattern), found => found is not null, () => Output.Tail);
        return match!;
    }

    /// <summary>Waits until the server answers a path with success.</summary>
    /// <exception cref="InvalidOperationException">The server ended before.</exception>
    public Task WaitUntilReadyAsync(HttpClient client, string path) =>
        Eventually.HoldsAsync(
            $"{client.BaseAddress}{path} of '{_command}' answers",
            async () =>
            {
                RequireRunning();
                using var response = await client.GetAsync(path);
                return response.IsSuccessStatusCode;
            },
            () => Output.Tail);

    /// <summary>Asks the server to stop, as Kubernetes and systemd do.</summary>
    public Task TerminateAsync() => SignalAsync(Signal.Term);

    public async Task SignalAsync(Signal signal)
    {
        var id = Id.ToString(CultureInfo.InvariantCulture);
        var name = signal.ToString().ToUpperInvariant();
        await CommandLine.RunAsync(Requirement.Program("sh"), ["-c", """kill -s "$1" "$2" """, "sh", name, id]);
    }

    /// <summary>Waits for the end of the server and all of its output, and returns its exit code.</summary>
    /// <exception cref="TimeoutException">It is still running after the time.</exception>
    public async Task<int> WaitForExitAsync(TimeSpan? deadline = null)
    {
        var limit = deadline ?? Eventually.DefaultDeadline;
        try
        {
            await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(limit);
            return _process.ExitCode;
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"'{_command}' is still running after {limit.TotalSeconds} s.{Environment.NewLine}{Output.Tail}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await LetGoOfWatcherAsync();
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync().WaitAsync(Eventually.DefaultDeadline);
        }
        finally
        {
            _process.Dispose();
            _folder.Dispose();
        }
    }

    private async Task LetGoOfWatcherAsync()
    {
        try
        {
            await _process.StandardInput.WriteLineAsync();
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The watcher has exited already.
        }
    }

    private async Task<Match?> FindLineAsync(Regex pattern)
    {
        if (Output.FirstMatch(pattern) is { } match)
        {
            return match;
        }

        if (!HasExited)
        {
            return null;
        }

        // Its last lines may still be on their way.
        await WaitForExitAsync();
        return Output.FirstMatch(pattern) ?? throw Ended();
    }

    private void RequireRunning()
    {
        if (HasExited)
        {
            throw Ended();
        }
    }

    private InvalidOperationException Ended() =>
        new($"'{_command}' ended with exit code {_process.ExitCode}.{Environment.NewLine}{Output.Tail}");
}
