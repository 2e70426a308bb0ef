using Microsoft.AspNetCore.Http;

namespace PrometheusMetrics.AspNetCore;

/// <summary>Calls the functions of the options. Their errors are counted, and never affect the request.</summary>
internal sealed class HttpCallbacks
{
    private readonly Func<HttpContext, bool>? _filter;
    private readonly ICounter? _filterErrors;
    private readonly CustomLabel[] _labels;
    private readonly ICounter[] _labelErrors;

    public HttpCallbacks(IMetricFactory factory, HttpMetricsOptions options)
    {
        _filter = options.Filter;
        _labels = [.. options.CustomLabels];
        ReadsRouteParameters = _labels.Any(label => label.Parameter is not null);
        _filterErrors = _filter is null
            ? null
            : factory.CreateCounter("metrics_http_filter_errors_total", "Number of exceptions of the filter of HTTP metrics.");
        _labelErrors = _labels.Length == 0 ? [] : CreateLabelErrors(factory);
    }

    /// <summary>Whether a custom label has the value of a route parameter.</summary>
    public bool ReadsRouteParameters { get; }

    /// <summary>Gets whether a request is measured. If the filter throws, it is.</summary>
    public bool Includes(HttpContext context)
    {
        if (_filter is null)
        {
            return true;
        }

        if (context.Features.Get<Exclusion>() is not null)
        {
            return false;
        }

        try
        {
            if (_filter(context))
            {
                return true;
            }
        }
        catch (Exception)
        {
            _filterErrors!.Inc();
            return true;
        }

        context.Features.Set(Exclusion.Instance);
        return false;
    }

    /// <summary>Reads the values of the custom labels; empty if the function throws or returns null.</summary>
    /// <returns>null if there are no custom labels.</returns>
    public string[]? ReadLabels(HttpContext context, RouteParameters parameters)
    {
        if (_labels.Length == 0)
        {
            return null;
        }

        var values = new string[_labels.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = ReadLabel(_labels[i], context, parameters) ?? CountError(_labelErrors[i]);
        }

        return values;
    }

    private static string? ReadLabel(CustomLabel label, HttpContext context, RouteParameters parameters)
    {
        try
        {
            return label.Parameter is { } parameter
                ? RouteParameters.Format(parameters.Get(context), parameter)
                : label.GetValue!(context);
        }
        catch (Exception)
        {
            return null;
        }
    }

    private static string CountError(ICounter errors)
    {
        errors.Inc();
        return "";
    }

    private ICounter[] CreateLabelErrors(IMetricFactory factory)
    {
        var errors = factory.CreateCounter(
            "metrics_http_label_errors_total",
            "Number of HTTP requests for which the function of a label threw or returned null.",
            "label");
        return [.. _labels.Select(label => errors.WithLabels(label.Name))];
    }

    /// <summary>Marks a request that the filter excludes. An error page, or a branch, has another path, so the filter is not called
    /// again.</summary>
    private sealed class Exclusion
    {
        public static Exclusion Instance { get; } = new();
    }
}
