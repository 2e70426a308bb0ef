namespace PrometheusMetrics.Collection;

/// <summary>A collector failed, and the registry is set up to give nothing rather than leave its families out.</summary>
public sealed class CollectionFailedException : Exception
{
    /// <summary>Makes the exception.</summary>
    public CollectionFailedException()
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What happened. It may be shown to whoever scrapes, so it holds no details of the cause.</param>
    public CollectionFailedException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What happened. It may be shown to whoever scrapes, so it holds no details of the cause.</param>
    /// <param name="innerException">The cause.</param>
    public CollectionFailedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
