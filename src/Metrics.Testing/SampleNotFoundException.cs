namespace PrometheusMetrics.Testing;

/// <summary>Thrown when a source has no sample with the given name and labels.</summary>
public sealed class SampleNotFoundException : Exception
{
    /// <summary>Creates an exception with a general message.</summary>
    public SampleNotFoundException()
        : this("There is no such sample.")
    {
    }

    /// <summary>Creates an exception.</summary>
    /// <param name="message">What was looked for, and which similar samples there are.</param>
    public SampleNotFoundException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception with an inner exception.</summary>
    /// <param name="message">What was looked for, and which similar samples there are.</param>
    /// <param name="innerException">The reason.</param>
    public SampleNotFoundException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
