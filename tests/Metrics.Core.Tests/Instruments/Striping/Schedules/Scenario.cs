namespace PrometheusMetrics.Tests.Instruments.Striping.Schedules;

/// <summary>What the threads of a schedule do, and what must be true then. Each schedule has a new instance.</summary>
internal abstract class Scenario
{
    /// <summary>Three pages whose cells have the same first slot.</summary>
    public const long PageA = 2;

    /// <inheritdoc cref="PageA"/>
    public const long PageB = 7;

    /// <inheritdoc cref="PageA"/>
    public const long PageC = 34;

    /// <summary>Whether stores may become visible late.</summary>
    public virtual bool BuffersStores => true;

    public abstract void Run(Schedule schedule);
}
