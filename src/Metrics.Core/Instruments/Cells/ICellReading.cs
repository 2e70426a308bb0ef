namespace PrometheusMetrics.Instruments;

/// <summary>Adds up what several cells hold.</summary>
internal interface ICellReading
{
    /// <summary>Adds what was copied last, which was whole.</summary>
    void Accept();
}
