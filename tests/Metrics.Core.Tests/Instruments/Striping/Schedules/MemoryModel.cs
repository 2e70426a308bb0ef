namespace PrometheusMetrics.Tests.Instruments.Striping.Schedules;

/// <summary>When the stores of a thread become visible to others.</summary>
internal enum MemoryModel
{
    /// <summary>At once.</summary>
    Sequential,

    /// <summary>Later, in their order, as on x86.</summary>
    Ordered,

    /// <summary>Later, in any order that barriers allow, as on ARM. Loads are in their order here, too.</summary>
    Weak,
}
