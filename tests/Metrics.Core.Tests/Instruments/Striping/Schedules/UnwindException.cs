namespace PrometheusMetrics.Tests.Instruments.Striping.Schedules;

/// <summary>Ends the body of a logical thread that does not go on.</summary>
internal sealed class UnwindException : Exception;
