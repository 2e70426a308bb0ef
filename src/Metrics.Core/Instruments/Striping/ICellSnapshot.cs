namespace PrometheusMetrics.Instruments;

/// <summary>Adds up copies of several cells.</summary>
internal interface ICellSnapshot
{
    /// <summary>Adds the last copy, which was consistent.</summary>
    void Commit();

    /// <summary>Adds to the sum of the observations.</summary>
    void AddToSum(in CompensatedSum remainder);
}
