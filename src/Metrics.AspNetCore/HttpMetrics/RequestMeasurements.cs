using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace PrometheusMetrics.AspNetCore;

/// <summary>The measurements of the requests of an application. Each belongs to a context, so that it is used again exactly where the
/// server uses the context again: what an application keeps beyond the end of a request reaches no request that the context itself would
/// not reach.</summary>
internal sealed class RequestMeasurements
{
    private readonly ConditionalWeakTable<HttpContext, RequestMeasurement> _measurements = [];
    private readonly double _frequency;

    public RequestMeasurements(HttpInstruments instruments, TimeProvider timeProvider)
    {
        Instruments = instruments;
        TimeProvider = timeProvider;
        _frequency = timeProvider.TimestampFrequency;
    }

    public HttpInstruments Instruments { get; }

    public TimeProvider TimeProvider { get; }

    /// <summary>Returns the time between two timestamps, which the framework would round to 100 ns.</summary>
    public double GetSeconds(long start, long end) => (end - start) / _frequency;

    /// <summary>Begins the measurement of a request. Two features tell whether it is measured already, because the application may replace
    /// one.</summary>
    /// <returns>null if the request is measured already, or is not to be.</returns>
    public RequestMeasurement? TryBegin(HttpContext context)
    {
        var endpointFeature = context.Features[typeof(IEndpointFeature)];
        var lifetime = context.Features[typeof(IHttpRequestLifetimeFeature)];
        if (endpointFeature is RequestMeasurement { IsActive: true }
            || lifetime is RequestMeasurement { IsActive: true }
            || !Instruments.Includes(context))
        {
            return null;
        }

        if (_measurements.TryGetValue(context, out var measurement))
        {
            if (measurement.IsHandling)
            {
                // The application has replaced the endpoint feature.
                return null;
            }

            if (measurement.IsActive)
            {
                measurement.Abandon();
                measurement = null;
            }
        }

        if (measurement is null)
        {
            measurement = new RequestMeasurement(this, context);
            _measurements.AddOrUpdate(context, measurement);
        }

        measurement.Begin(endpointFeature, lifetime);
        return measurement;
    }

    /// <summary>Gives the next request of a context another measurement, because this one is still in use.</summary>
    public void Release(HttpContext context) => _measurements.Remove(context);
}
