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

    /// <summary>Whether the request may have been sent whole, but the answer of the gateway is not known, so that it may have stored the
    /// metrics, or may still do so. That is the case if the time limit passes or the connection breaks after the body, if a proxy
    /// answers 504, and if the <see cref="HttpClient"/> has followed a redirect.</summary>
    /// <value>false if the gateway rejected the request or cannot have received the whole of it.</value>
    public bool IsUncertain { get; init; }

    /// <summary>Whether this library refused to send the metrics, because the gateway would change them or fail: a label that is also in
    /// the grouping key, or the name of a metric of the gateway's own. The same metrics are refused again.</summary>
    /// <value>false if the failure is that of a request.</value>
    public bool IsRefused { get; init; }
}
