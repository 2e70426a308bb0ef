using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Net.Http.Headers;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Export;
using PrometheusMetrics.Exposition;

namespace PrometheusMetrics.AspNetCore;

/// <summary>Answers a scrape. What is sent is whole, or an error status, or a connection that breaks off: a text body that ends early
/// would be valid, and lose series without a word.</summary>
internal sealed class ScrapeHandler
{
    private readonly IMetricSource _source;

    public ScrapeHandler(IMetricSource source) => _source = source;

    public async Task HandleAsync(HttpContext context)
    {
        var format = ContentNegotiation.Choose(context.Request.Headers.Accept);
        try
        {
            using var reader = _source.Read(new() { CancellationToken = context.RequestAborted });
            context.Response.ContentType = format.ContentType;
            context.Response.Headers.AppendCommaSeparatedValues(HeaderNames.Vary, HeaderNames.Accept);
            if (!HttpMethods.IsHead(context.Request.Method))
            {
                await ExpositionSerializer.WriteAsync(
                    reader, format, context.Response.Body, context.Response.AnnounceLength, context.RequestAborted);
            }
        }
        catch (CollectionFailedException exception) when (!context.Response.HasStarted)
        {
            await SendErrorAsync(context.Response, exception.Message);
        }
        catch (OperationCanceledException) when (!context.Response.HasStarted && HasTimedOut(context))
        {
            throw;
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone; there is nobody to tell.
            context.Abort();
        }
        catch (Exception) when (context.Response.HasStarted)
        {
            // An end that looks regular would pass what was sent for the whole. The server logs the exception that goes on.
            context.Abort();
            throw;
        }
    }

    // The framework's request timeout cancels in the same way as a client that goes away, but the timeout's own middleware waits to answer for it.
    private static bool HasTimedOut(HttpContext context) =>
        context.Features.Get<IHttpRequestTimeoutFeature>() is { RequestTimeoutToken.IsCancellationRequested: true };

    private static async Task SendErrorAsync(HttpResponse response, string message)
    {
        response.StatusCode = StatusCodes.Status500InternalServerError;
        response.ContentType = "text/plain; charset=utf-8";
        var body = Encoding.UTF8.GetBytes(message + "\n");
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(response.HttpContext.Request.Method))
        {
            await response.Body.WriteAsync(body, response.HttpContext.RequestAborted);
        }
    }
}
