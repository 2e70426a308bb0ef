using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace PrometheusMetrics.AspNetCore;

/// <summary>The label values of routes: the template with a leading slash, with controller and action inserted for a conventional route.
/// Never the path, which the client chooses.</summary>
internal sealed class RouteLabels
{
    private const string Unmatched = "";

    // A label is collected together with its endpoint: an application may replace its endpoints while it runs.
    private readonly ConditionalWeakTable<Endpoint, string> _labels = [];

    public string Get(Endpoint? endpoint)
    {
        if (endpoint is not RouteEndpoint route)
        {
            return Unmatched;
        }

        return _labels.TryGetValue(route, out var label)
            ? label
            : _labels.GetValue(route, static route => Create(((RouteEndpoint)route).RoutePattern));
    }

    private static string Create(RoutePattern pattern)
    {
        var isConventional = pattern.Parameters.Any(parameter => RequiredValue(pattern, parameter.Name) is not null);
        var template = isConventional ? Fill(pattern) : pattern.RawText ?? Fill(pattern);
        return template.StartsWith('/') ? template : "/" + template;
    }

    private static string Fill(RoutePattern pattern)
    {
        var text = new StringBuilder();
        foreach (var segment in pattern.PathSegments)
        {
            text.Append('/');
            foreach (var part in segment.Parts)
            {
                _ = part switch
                {
                    RoutePatternLiteralPart literal => text.Append(literal.Content),
                    RoutePatternSeparatorPart separator => text.Append(separator.Content),
                    RoutePatternParameterPart parameter => text.Append(RequiredValue(pattern, parameter.Name) ?? Placeholder(parameter)),
                    _ => text,
                };
            }
        }

        return text.ToString();
    }

    private static string Placeholder(RoutePatternParameterPart parameter)
    {
        var text = new StringBuilder("{");
        text.Append(parameter.IsCatchAll ? parameter.EncodeSlashes ? "*" : "**" : "").Append(parameter.Name);
        foreach (var policy in parameter.ParameterPolicies)
        {
            text.Append(policy.Content is null ? "" : ":" + policy.Content);
        }

        text.Append(parameter.Default is string value ? "=" + value : "");
        return text.Append(parameter.IsOptional ? "?}" : "}").ToString();
    }

    private static string? RequiredValue(RoutePattern pattern, string parameter) =>
        pattern.RequiredValues.TryGetValue(parameter, out var value) && value is string { Length: > 0 } text ? text : null;
}
