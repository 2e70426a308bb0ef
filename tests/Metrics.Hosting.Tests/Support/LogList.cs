using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace PrometheusMetrics.Tests.Support;

/// <summary>A logger that keeps every line, of every category and level. Only the warning of Kestrel that the machine is slow is left
/// out.</summary>
internal sealed class LogList : ILoggerProvider
{
    private const string SlowMachine = "HeartbeatSlow";

    private readonly ConcurrentQueue<LogLine> _lines = new();

    public IReadOnlyCollection<LogLine> Lines => _lines;

    /// <summary>Everything that was logged, with exceptions in full.</summary>
    public string Text => string.Join('\n', _lines);

    public IReadOnlyList<LogLine> Of(string category) => [.. _lines.Where(line => line.Category == category)];

    public IReadOnlyList<LogLine> AtLeast(LogLevel level) => [.. _lines.Where(line => line.Level >= level)];

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    internal sealed record LogLine(string Category, LogLevel Level, string Message, string Values, Exception? Exception, int Id);

    private sealed class Logger(LogList list, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (eventId.Name == SlowMachine)
            {
                return;
            }

            var values = state is IEnumerable<KeyValuePair<string, object?>> pairs ? string.Join("; ", pairs) : "";
            list._lines.Enqueue(new LogLine(category, logLevel, formatter(state, exception), values, exception, eventId.Id));
        }
    }
}
