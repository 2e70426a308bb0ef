namespace PrometheusMetrics.Pushgateway;

/// <summary>Thrown when the caller's token cancels a push or a deletion.</summary>
public sealed class PushgatewayCanceledException : OperationCanceledException
{
    /// <summary>Creates the exception.</summary>
    public PushgatewayCanceledException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">The message.</param>
    public PushgatewayCanceledException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">The cause.</param>
    public PushgatewayCanceledException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal PushgatewayCanceledException(string message, Exception? innerException, CancellationToken cancellationToken)
        : base(message, innerException, cancellationToken)
    {
    }

    /// <summary>Whether the request may have been sent whole, so that the server may have executed it, or may still do so.</summary>
    /// <value>false if the server cannot have received the whole request.</value>
    public bool IsUncertain { get; init; }
}
