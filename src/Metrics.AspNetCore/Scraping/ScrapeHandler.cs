using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Net.Http.Headers;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Export;
using PrometheusMetrics.Exposition;

namespace PrometheusMetrics.AspNetCore;

/// <summary>Handles a scrape. The response is complete, an error status, or an aborted connection: a text body that ends early would be
/// valid and silently lack series.</summary>
internal sealed class ScrapeHandler
{
    private readonly IMetricSource _source;
    private readonly TimeProvider _timeProvider;

    public ScrapeHandler(IMetricSource source, TimeProvider timeProvider)
    {
        _source = source;
        _timeProvider = timeProvider;
    }

    public async Task HandleAsync(HttpContext context)
    {
        var format = ContentNegotiation.Choose(context.Request.Headers.Accept, _source.NameValidation, ExpositionFormat.BuiltIn);
        try
        {
            using var reader = await TryReadAsync(context, format);
            if (reader is null)
            {
                GiveUp(context);
                return;
            }

            context.Response.ContentType = format.ContentType;
            context.Response.Headers.AppendCommaSeparatedValues(HeaderNames.Vary, HeaderNames.Accept);
            if (!HttpMethods.IsHead(context.Request.Method) && !await ExpositionSerializer.TryWriteAsync(
                reader, format, context.Response.BodyWriter, context.Response.AnnounceLength, context.RequestAborted))
            {
                GiveUp(context);
            }
        }
        catch (CollectionFailedException exception) when (!context.Response.HasStarted)
        {
            await SendErrorAsync(context.Response, exception.Message);
        }
        catch (Exception exception) when (
            exception is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested
            && !IsTimeoutAnswerable(context))
        {
            // Collectors, and the writers of some servers, throw when the client disconnects.
            context.Abort();
        }
        catch (Exception) when (context.Response.HasStarted)
        {
            // A regular end would make the partial body look complete. The server logs the rethrown exception.
            context.Abort();
            throw;
        }
    }

    /// <summary>Begins a collection. A client that disconnects while collectors are called causes no exception.</summary>
    /// <returns>Null if the request was cancelled.</returns>
    private async ValueTask<IMetricReader?> TryReadAsync(HttpContext context, ExpositionFormat format)
    {
        var reading = _source.ReadAsync(new()
        {
            Escaping = format.Escaping,
            Order = BrowserOrder.For(context.Request.Headers.Accept),
            Deadline = _timeProvider.GetUtcNow() + ScrapeTimeout.GetTimeForCollectors(context.Request.Headers),
            CancellationToken = context.RequestAborted,
        });
        if (reading.IsCompleted)
        {
            return await reading;
        }

        var task = reading.AsTask();
        await ((Task)task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return task.IsCanceled && context.RequestAborted.IsCancellationRequested ? null : await task;
    }

    private static void GiveUp(HttpContext context)
    {
        if (IsTimeoutAnswerable(context))
        {
            throw new OperationCanceledException(context.RequestAborted);
        }

        // The client has disconnected, so no status can be sent.
        context.Abort();
    }

    // The framework's request timeout cancels the same token as a disconnected client, but its middleware still sends a response when it
    // catches the exception.
    private static bool IsTimeoutAnswerable(HttpContext context) => !context.Response.HasStarted
        && context.Features.Get<IHttpRequestTimeoutFeature>() is { RequestTimeoutToken.IsCancellationRequested: true };

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
