using System.Net.Http.Headers;
using PrometheusMetrics.Export;

namespace PrometheusMetrics.Pushgateway;

/// <summary>Options of a <see cref="PushgatewayClient"/>.</summary>
/// <threadsafety><see cref="Authorization"/> and <see cref="Headers"/> are read at each request, and may be set at any time from any
/// thread. The client copies the other options when it is created.</threadsafety>
public sealed class PushgatewayClientOptions
{
    /// <summary>The format of the pushes.</summary>
    /// <value><see cref="PushFormat.Text"/> by default.</value>
    /// <exception cref="ArgumentOutOfRangeException">There is no such format.</exception>
    public PushFormat Format
    {
        get;
        set => field = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "There is no such format: use Text or Protobuf.");
    }

    /// <summary>The compression of the pushes. Gateways from 1.5.0 on support gzip.</summary>
    /// <value><see cref="BodyCompression.None"/> by default.</value>
    /// <exception cref="ArgumentOutOfRangeException">There is no such compression.</exception>
    public BodyCompression Compression
    {
        get;
        set => field = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "There is no such compression: use None or Gzip.");
    }

    /// <summary>The credentials of each request, such as a bearer token. They are never shown.</summary>
    /// <value>null by default: those in the target's endpoint, or else those of the <see cref="HttpClient"/>.</value>
    public AuthenticationHeaderValue? Authorization { get; set; }

    /// <summary>Further headers of each request, which replace those of the same name. Their values are never shown.</summary>
    /// <value>null by default: none.</value>
    /// <exception cref="ArgumentException">A header has an illegal name or value, or is one that the client sets itself.</exception>
    public IReadOnlyDictionary<string, string>? Headers
    {
        get;
        set => field = value is null ? null : RequestHeaders.Check(value);
    }

    /// <summary>The clock of time limits and of the deadline of collectors.</summary>
    /// <value><see cref="TimeProvider.System"/> by default.</value>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public TimeProvider TimeProvider
    {
        get;
        set => field = value ?? throw new ArgumentNullException(nameof(value));
    }
    = TimeProvider.System;
}
