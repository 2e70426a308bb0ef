using Microsoft.AspNetCore.Http;

namespace PrometheusMetrics.AspNetCore;

/// <summary>One scrape in progress.</summary>
internal sealed class Scrape
{
    private readonly ConcurrencyLimit.Place _place;
    private bool _isAborted;

    public Scrape(HttpContext context, ScrapeOutput output, ConcurrencyLimit.Place place)
    {
        Context = context;
        Output = output;
        _place = place;
    }

    public HttpContext Context { get; }

    public ScrapeOutput Output { get; }

    /// <summary>Whether the client has received the metrics; final when the response has ended.</summary>
    public bool IsDelivered => !_isAborted
        && HttpMethods.IsGet(Context.Request.Method)
        && Context.Response.StatusCode == StatusCodes.Status200OK;

    /// <summary>Measures the scrape until its response has ended, because its status is final only then.</summary>
    public void MeasureBy(ScrapeMetrics metrics, TimeProvider timeProvider)
    {
        var start = timeProvider.GetTimestamp();
        metrics.Begin();
        Context.Response.OnCompleted(() =>
        {
            int? status = _isAborted ? null : Context.Response.StatusCode;
            metrics.End(status, timeProvider.GetElapsedTime(start), Output.Length);
            return Task.CompletedTask;
        });
    }

    /// <summary>Makes room for another scrape before the last bytes are sent.</summary>
    public void ReleasePlace() => _place.Dispose();

    public void Abort()
    {
        _isAborted = true;
        Context.Abort();
    }
}
