namespace PrometheusMetrics.Tests.Instruments.Striping.Schedules;

/// <summary>A schedule has failed; the message has its seed and its steps.</summary>
internal sealed class ScheduleException(string message, Exception reason) : Exception(message, reason);
