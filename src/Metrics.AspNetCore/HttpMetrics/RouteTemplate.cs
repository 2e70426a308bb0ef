using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.AspNetCore.StaticAssets;

namespace PrometheusMetrics.AspNetCore;

/// <summary>The route of an endpoint as a text with a leading slash and without a trailing one. Never the path, which the client
/// chooses.</summary>
internal static class RouteTemplate
{
    private const string Unmatched = "";

    // Each file has an endpoint of its own, and new names at each deployment. The text is no template: all of those have a leading slash.
    private const string StaticAsset = "{static asset}";

    public static string Get(Endpoint endpoint)
    {
        if (endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is not null)
        {
            return StaticAsset;
        }

        if (endpoint is RouteEndpoint route)
        {
            return Create(route.RoutePattern);
        }

        // A dynamic route ends in an endpoint that has no template, only an action or a page.
        return endpoint.Metadata.GetMetadata<ActionDescriptor>() is { } action ? Create(action) : Unmatched;
    }

    private static string Create(ActionDescriptor action)
    {
        string[] keys = ["area", "page", "controller", "action"];
        var names = keys.Select(key => action.RouteValues.TryGetValue(key, out var name) ? name?.Trim('/') : null);
        return "/" + string.Join('/', names.Where(name => !string.IsNullOrEmpty(name)));
    }

    private static string Create(RoutePattern pattern)
    {
        // The text of a group's route may contain the ~/ of each part, which is no segment of the path.
        var isConventional = pattern.Parameters.Any(parameter => RequiredValue(pattern, parameter.Name) is not null);
        var text = isConventional || pattern.RawText is null || pattern.RawText.Contains('~', StringComparison.Ordinal)
            ? Fill(pattern)
            : pattern.RawText;
        return "/" + text.Trim('/');
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
                    RoutePatternLiteralPart literal => text.Append(Escape(literal.Content)),
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
            text.Append(policy.Content is null ? "" : ":" + Escape(policy.Content));
        }

        text.Append(parameter.Default is string value ? "=" + Escape(value) : "");
        return text.Append(parameter.IsOptional ? "?}" : "}").ToString();
    }

    private static string Escape(string text) =>
        text.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal);

    private static string? RequiredValue(RoutePattern pattern, string parameter) =>
        pattern.RequiredValues.TryGetValue(parameter, out var value) && value is string { Length: > 0 } text ? text : null;
}
