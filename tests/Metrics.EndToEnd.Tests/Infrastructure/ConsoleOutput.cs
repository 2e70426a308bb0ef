using System.Diagnostics;
using System.Text.RegularExpressions;

namespace PrometheusMetrics.EndToEnd.Infrastructure;

/// <summary>What a process has written to both of its outputs, line by line.</summary>
/// <threadsafety>It can be read while the process writes.</threadsafety>
internal sealed class ConsoleOutput
{
    private const int LinesOfTail = 40;

    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];

    public string Text => string.Join(Environment.NewLine, Lines());

    /// <summary>The last lines, under a heading, for the message of a failure.</summary>
    public string Tail
    {
        get
        {
            var lines = Lines();
            return $"The last output of the process ({lines.Length} lines in all):{Environment.NewLine}"
                + string.Join(Environment.NewLine, lines.TakeLast(LinesOfTail));
        }
    }

    public string[] Lines()
    {
        lock (_lock)
        {
            return [.. _lines];
        }
    }

    public Match? FirstMatch(Regex pattern) => Lines().Select(line => pattern.Match(line)).FirstOrDefault(match => match.Success);

    /// <summary>Collects from a process that has just been started.</summary>
    public void ReadFrom(Process process)
    {
        process.OutputDataReceived += (_, line) => Add(line.Data);
        process.ErrorDataReceived += (_, line) => Add(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    private void Add(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_lock)
        {
            _lines.Add(line);
        }
    }
}
