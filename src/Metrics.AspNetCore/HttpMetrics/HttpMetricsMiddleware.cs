using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace PrometheusMetrics.AspNetCore;

/// <summary>Measures each request from its arrival to the end of its response.</summary>
internal sealed class HttpMetricsMiddleware
{
    private readonly RequestDelegate _next;
    private readonly HttpInstruments _instruments;
    private readonly TimeProvider _timeProvider;

    public HttpMetricsMiddleware(RequestDelegate next, HttpInstruments instruments, TimeProvider timeProvider)
    {
        _next = next;
        _instruments = instruments;
        _timeProvider = timeProvider;
    }

    public Task InvokeAsync(HttpContext context) =>
        context.Features.Get<IEndpointFeature>() is RequestMeasurement ? _next(context) : MeasureAsync(context);

    private async Task MeasureAsync(HttpContext context)
    {
        var measurement = new RequestMeasurement(context, _instruments, _timeProvider);
        context.Features.Set<IEndpointFeature>(measurement);
        context.Response.OnCompleted(static state => ((RequestMeasurement)state).CompleteAsync(), measurement);
        try
        {
            await _next(context);
        }
        catch
        {
            measurement.OnException();
            throw;
        }
        finally
        {
            measurement.DecrementInProgress();
        }
    }
}
