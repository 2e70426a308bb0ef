using System.Text.Json;

namespace PrometheusMetrics.EndToEnd.Infrastructure;

/// <summary>An entry of an application's log, as the console formatter <c>json</c> writes it.</summary>
internal sealed record LogEntry(string Level, string Category, string Message, string? Exception)
{
    /// <summary>Whether this library has written it.</summary>
    public bool IsOwn => Category.StartsWith("PrometheusMetrics.", StringComparison.Ordinal);

    public bool IsWarning => Level is "Warning" or "Error" or "Critical";

    /// <summary>Whether it is one line on every console.</summary>
    public bool IsOneLine => Exception is null && !Message.Any(char.IsControl);

    /// <summary>The entries among the lines that a process wrote.</summary>
    public static IReadOnlyList<LogEntry> Read(ConsoleOutput output) =>
        [.. output.Lines().Where(line => line.StartsWith('{')).Select(Parse)];

    private static LogEntry Parse(string line)
    {
        using var json = JsonDocument.Parse(line);
        var entry = json.RootElement;
        return new LogEntry(
            entry.GetProperty("LogLevel").GetString()!,
            entry.GetProperty(nameof(Category)).GetString()!,
            entry.GetProperty(nameof(Message)).GetString()!,
            entry.TryGetProperty(nameof(Exception), out var exception) ? exception.GetString() : null);
    }
}
