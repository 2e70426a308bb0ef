using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.SignalR;

namespace PrometheusMetrics.AspNetCore;

/// <summary>What the metadata of an endpoint says about the measurement of its requests.</summary>
[Flags]
internal enum EndpointTraits
{
    None = 0,

    /// <summary>Requests are not measured.</summary>
    Disabled = 1,

    /// <summary>Requests are long-lived.</summary>
    Connection = 2,

    /// <summary>GET requests are the connections of a SignalR hub, by any transport. Other requests send a message to it.</summary>
    Hub = 4,
}

internal static class EndpointTraitsExtensions
{
    public static bool Has(this EndpointTraits traits, EndpointTraits trait) => (traits & trait) == trait;

    /// <summary>Searches the metadata of an endpoint.</summary>
    public static EndpointTraits ReadTraits(this EndpointMetadataCollection metadata)
    {
        var traits = EndpointTraits.None;
        if (metadata.GetMetadata<IDisableHttpMetricsMetadata>() is not null)
        {
            traits |= EndpointTraits.Disabled;
        }

        if (metadata.GetMetadata<MeasureAsConnectionAttribute>() is not null)
        {
            traits |= EndpointTraits.Connection;
        }

        if (metadata.GetMetadata<HubMetadata>() is not null && metadata.GetMetadata<NegotiateMetadata>() is null)
        {
            traits |= EndpointTraits.Hub;
        }

        return traits;
    }
}
