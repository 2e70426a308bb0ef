namespace PrometheusMetrics.Collection;

/// <summary>Thrown when a collector fails and <c>FailOnCollectorError</c> is set.</summary>
public sealed class CollectionFailedException : Exception
{
    /// <summary>Creates the exception.</summary>
    public CollectionFailedException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">The message. It may be sent to scrapers, so it contains no details of the cause.</param>
    public CollectionFailedException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">The message. It may be sent to scrapers, so it contains no details of the cause.</param>
    /// <param name="innerException">The cause.</param>
    public CollectionFailedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
