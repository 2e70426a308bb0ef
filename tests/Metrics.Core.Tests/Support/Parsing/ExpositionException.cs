namespace PrometheusMetrics.Tests.Support.Parsing;

/// <summary>A body that is not a valid exposition.</summary>
internal sealed class ExpositionException(string message) : Exception(message);
