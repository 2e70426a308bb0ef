using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace PrometheusMetrics.AspNetCore;

/// <summary>Begins a measurement with the request and lets it end with the response.</summary>
internal sealed class HttpMetricsMiddleware
{
    private readonly RequestDelegate _next;
    private readonly RequestInstruments _instruments;
    private readonly TimeProvider _clock;

    public HttpMetricsMiddleware(RequestDelegate next, RequestInstruments instruments, TimeProvider clock)
    {
        _next = next;
        _instruments = instruments;
        _clock = clock;
    }

    public Task InvokeAsync(HttpContext context) =>
        context.Features.Get<IEndpointFeature>() is RequestMeasurement ? _next(context) : MeasureAsync(context);

    private async Task MeasureAsync(HttpContext context)
    {
        var measurement = new RequestMeasurement(context, _instruments, _clock);
        context.Features.Set<IEndpointFeature>(measurement);
        context.Response.OnCompleted(static state => ((RequestMeasurement)state).CompleteAsync(), measurement);
        try
        {
            await _next(context);
        }
        catch
        {
            measurement.ExceptionPasses();
            throw;
        }
        finally
        {
            measurement.LeaveProgress();
        }
    }
}
