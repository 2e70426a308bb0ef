using System.Net;

namespace PrometheusMetrics.Pushgateway;

/// <summary>Thrown when a push or a deletion fails. The message contains the address, without credentials, and the response of the
/// gateway.</summary>
public sealed class PushgatewayException : Exception
{
    /// <summary>Creates the exception.</summary>
    public PushgatewayException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">The message.</param>
    public PushgatewayException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">The cause.</param>
    public PushgatewayException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The status code of the gateway's response, or null if there was none.</summary>
    public HttpStatusCode? StatusCode { get; init; }
}
