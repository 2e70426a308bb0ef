using System.Diagnostics;
using System.Text;

namespace PrometheusMetrics.EndToEnd.Infrastructure;

/// <summary>How a program ended and what it wrote to both of its outputs.</summary>
internal sealed record CommandResult(int ExitCode, string Output);

/// <summary>Runs a program to its end.</summary>
internal static class CommandLine
{
    /// <summary>Runs a program, gives it a text in UTF-8 and collects what it writes.</summary>
    /// <exception cref="TimeoutException">It didn't end in time; it has been killed.</exception>
    public static async Task<CommandResult> RunAsync(string program, IReadOnlyList<string> arguments, string input = "")
    {
        var info = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };
        using var process = Process.Start(info)!;
        var output = new ConsoleOutput();
        output.ReadFrom(process);
        try
        {
            await WriteAsync(process, input).WaitAsync(Eventually.DefaultDeadline);
            await process.WaitForExitAsync().WaitAsync(Eventually.DefaultDeadline);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"'{program}' did not end in time.{Environment.NewLine}{output.Tail}");
        }

        return new CommandResult(process.ExitCode, output.Text);
    }

    private static async Task WriteAsync(Process process, string input)
    {
        try
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The program may end before it has read everything, as a parser does at the first error.
        }
    }
}
