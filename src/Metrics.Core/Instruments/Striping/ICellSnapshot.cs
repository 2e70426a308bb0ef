namespace PrometheusMetrics.Instruments;

/// <summary>Adds up what several cells hold.</summary>
internal interface ICellSnapshot
{
    /// <summary>Adds what was copied last, which was whole.</summary>
    void Commit();
}
