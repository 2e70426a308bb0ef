using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace PrometheusMetrics.AspNetCore;

/// <summary>Measures each request from its arrival to the end of its response.</summary>
internal sealed class HttpMetricsMiddleware
{
    private readonly RequestDelegate _next;
    private readonly RequestMeasurements _measurements;

    public HttpMetricsMiddleware(RequestDelegate next, RequestMeasurements measurements)
    {
        _next = next;
        _measurements = measurements;
    }

    /// <summary>Adds the middleware to an application, whose own routes have no prefix.</summary>
    public static IApplicationBuilder AddTo(IApplicationBuilder app, HttpInstruments instruments)
    {
        instruments.Endpoints.UseApplication(app);
        var measurements = new RequestMeasurements(instruments, app.ApplicationServices.GetRequiredService<TimeProvider>());
        return app.Use(next => new HttpMetricsMiddleware(next, measurements).InvokeAsync);
    }

    public Task InvokeAsync(HttpContext context)
    {
        if (_measurements.TryBegin(context) is not { } measurement)
        {
            return _next(context);
        }

        Task handling;
        try
        {
            handling = _next(context);
        }
        catch (Exception exception)
        {
            measurement.OnHandled(exception);
            throw;
        }

        if (!handling.IsCompletedSuccessfully)
        {
            return AwaitAsync(handling, measurement);
        }

        measurement.OnHandled(null);
        return handling;
    }

    private static async Task AwaitAsync(Task handling, RequestMeasurement measurement)
    {
        measurement.OnPending();
        try
        {
            await handling;
        }
        catch (Exception exception)
        {
            measurement.OnHandled(exception);
            throw;
        }

        measurement.OnHandled(null);
    }
}
