namespace PrometheusMetrics.Tests.Instruments.Striping.Schedules;

/// <summary>A fault that is planted in the sources, so that schedules find it.</summary>
/// <param name="Name">What is wrong.</param>
/// <param name="Scenarios">The scenarios in one of which it must be found.</param>
/// <param name="Edits">The changes of the sources.</param>
internal sealed record Fault(string Name, string[] Scenarios, params Edit[] Edits);
