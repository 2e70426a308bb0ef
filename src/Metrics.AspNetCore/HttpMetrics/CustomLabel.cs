using Microsoft.AspNetCore.Http;

namespace PrometheusMetrics.AspNetCore;

/// <summary>A label of the application's choice.</summary>
/// <param name="Name">The name of the label.</param>
/// <param name="Parameter">The route parameter that it has the value of, or null.</param>
/// <param name="GetValue">The function that returns its value, or null.</param>
internal sealed record CustomLabel(string Name, string? Parameter, Func<HttpContext, string?>? GetValue);
