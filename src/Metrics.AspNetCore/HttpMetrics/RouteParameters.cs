using System.Globalization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace PrometheusMetrics.AspNetCore;

/// <summary>The parameters of the route that was selected for the request itself, also if an error page answers.</summary>
internal struct RouteParameters
{
    private RouteValueDictionary? _original;

    /// <summary>Keeps the parameters when the endpoint is reset: the middleware that executes the pipeline again for an error page clears
    /// them, and some remove their feature in the end.</summary>
    public void OnReset(HttpContext context) => _original ??= FindOriginal(context);

    /// <summary>Returns the parameters when the request was handled.</summary>
    public readonly RouteValueDictionary Get(HttpContext context) => _original ?? FindOriginal(context) ?? context.Request.RouteValues;

    /// <summary>Returns the value of a parameter; empty if there is none.</summary>
    public static string Format(RouteValueDictionary parameters, string name) =>
        Convert.ToString(parameters[name], CultureInfo.InvariantCulture) ?? "";

    private static RouteValueDictionary? FindOriginal(HttpContext context) =>
        context.Features.Get<IExceptionHandlerFeature>()?.RouteValues ?? context.Features.Get<IStatusCodeReExecuteFeature>()?.RouteValues;
}
