using System.Net;

namespace PrometheusMetrics.Pushgateway;

/// <summary>A push or deletion didn't succeed. The message names the address, without credentials, and holds the gateway's own words.</summary>
public sealed class PushgatewayException : Exception
{
    /// <summary>Makes the exception.</summary>
    public PushgatewayException()
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What happened.</param>
    public PushgatewayException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="innerException">The cause.</param>
    public PushgatewayException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>What the gateway answered; null if it didn't.</summary>
    public HttpStatusCode? StatusCode { get; init; }
}
