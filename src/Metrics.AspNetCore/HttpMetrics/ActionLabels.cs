using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Controllers;

namespace PrometheusMetrics.AspNetCore;

/// <summary>The label values of actions: names as they are declared, not as a client writes them; empty if the endpoint is no
/// action.</summary>
internal static class ActionLabels
{
    public static string GetController(Endpoint? endpoint) => Find(endpoint)?.ControllerName ?? "";

    public static string GetAction(Endpoint? endpoint) => Find(endpoint)?.ActionName ?? "";

    private static ControllerActionDescriptor? Find(Endpoint? endpoint) => endpoint?.Metadata.GetMetadata<ControllerActionDescriptor>();
}
