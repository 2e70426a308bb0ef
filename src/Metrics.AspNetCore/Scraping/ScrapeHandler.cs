using System.Globalization;
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
    private readonly MetricsEndpointOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly ScrapeMetrics? _metrics;
    private readonly FinalScrape? _finalScrape;
    private readonly ExpositionFormat[] _formats;
    private readonly ConcurrencyLimit _scrapes;
    private readonly ConcurrencyLimit _compressions;
    private readonly ScrapeCache? _cache;
    private readonly string? _processStart;

    /// <param name="source">The metrics.</param>
    /// <param name="options">The options of the endpoint, which do not change any more.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="metrics">The metrics of the scrapes themselves, or null.</param>
    /// <param name="finalScrape">What waits for a last scrape, or null.</param>
    public ScrapeHandler(
        IMetricSource source,
        MetricsEndpointOptions options,
        TimeProvider timeProvider,
        ScrapeMetrics? metrics = null,
        FinalScrape? finalScrape = null)
    {
        _source = source;
        _options = options;
        _timeProvider = timeProvider;
        _metrics = metrics;
        _finalScrape = finalScrape;
        _formats = ScrapeFormats.Get(options);
        _scrapes = new ConcurrencyLimit(options.ScrapeLimit);
        _compressions = new ConcurrencyLimit(options.Compression ? options.CompressionLimit : 0);
        _cache = options.CacheFor is { } duration ? new ScrapeCache(source, duration, timeProvider) : null;
        _processStart = options.ProcessStartTimeHeader ? ProcessStartTime.Read() : null;
    }

    public async Task HandleAsync(HttpContext context)
    {
        if (!NameFilter.TryRead(context.Request.Query, out var names, out var error))
        {
            await RejectAsync(context.Response, StatusCodes.Status400BadRequest, error);
            return;
        }

        using var place = _scrapes.TryEnter();
        if (place is null)
        {
            context.Response.Headers.RetryAfter = "1";
            await RejectAsync(context.Response, StatusCodes.Status503ServiceUnavailable, string.Create(
                CultureInfo.InvariantCulture,
                $"{_options.ScrapeLimit} scrapes are in progress, which is the limit. Scrape less often, or raise " +
                $"{MetricsEndpointOptions.SectionName}:{nameof(MetricsEndpointOptions.ScrapeLimit)}."));
            return;
        }

        await using var output = new ScrapeOutput(context, _options.SendTimeout, _timeProvider);
        var scrape = new Scrape(context, output, place);
        if (_metrics is not null)
        {
            scrape.MeasureBy(_metrics, _timeProvider);
        }

        _finalScrape?.Observe(scrape);

        await HandleAsync(scrape, names);
    }

    private async Task HandleAsync(Scrape scrape, IReadOnlySet<string>? names)
    {
        var context = scrape.Context;
        try
        {
            if (!await TrySendAsync(scrape, names))
            {
                GiveUp(scrape);
            }
        }
        catch (CollectionFailedException exception) when (!context.Response.HasStarted)
        {
            scrape.ReleasePlace();
            RemoveBodyHeaders(context.Response);
            await ScrapeError.SendAsync(context.Response, StatusCodes.Status500InternalServerError, exception.Message);
        }
        catch (Exception exception) when (
            exception is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested
            && !IsTimeoutAnswerable(context))
        {
            // Collectors, and the writers of some servers, throw when the client disconnects.
            scrape.Abort();
        }
        catch (Exception) when (context.Response.HasStarted)
        {
            // A regular end would make the partial body look complete. The server logs the rethrown exception.
            scrape.Abort();
            throw;
        }
        catch
        {
            // Another middleware may send a body of its own.
            RemoveBodyHeaders(context.Response);
            throw;
        }
    }

    /// <returns>False if the request was cancelled, or the client has stopped reading.</returns>
    private async Task<bool> TrySendAsync(Scrape scrape, IReadOnlySet<string>? names)
    {
        var (request, response) = (scrape.Context.Request, scrape.Context.Response);
        var format = ContentNegotiation.Choose(request.Headers.Accept, _source.NameValidation, _formats);
        if (_cache is not null && names is null && _finalScrape is not { IsAwaited: true })
        {
            return await TrySendAsync(scrape, format, _cache);
        }

        using var reader = await TryReadAsync(scrape.Context, format, names);
        if (reader is null)
        {
            return false;
        }

        using var compressing = MayCompress(request, response) ? _compressions.TryEnter() : null;
        var compression = compressing is null ? BodyCompression.None : BodyCompression.Gzip;
        SetHeaders(response, format, compression);
        if (HttpMethods.IsHead(request.Method))
        {
            response.ContentLength = ExpositionSerializer.MeasureLength(reader, format, compression);
            return true;
        }

        return await ExpositionSerializer.TryWriteAsync(
            reader, format, scrape.Output, PrepareOnlyPart, compression, scrape.Context.RequestAborted);

        // The client may begin another scrape as soon as it has these bytes.
        void PrepareOnlyPart(long length)
        {
            compressing?.Dispose();
            scrape.ReleasePlace();
            AnnounceLength(response, length);
        }
    }

    private async Task<bool> TrySendAsync(Scrape scrape, ExpositionFormat format, ScrapeCache cache)
    {
        var (request, response) = (scrape.Context.Request, scrape.Context.Response);
        var compression = _options.Compression && MayCompress(request, response) ? BodyCompression.Gzip : BodyCompression.None;
        var collection = cache.GetAsync(
            format, compression, BrowserOrder.For(request.Headers.Accept), ScrapeTimeout.GetTimeForCollectors(request.Headers));
        await ((Task)collection).WaitAsync(scrape.Context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!collection.IsCompleted)
        {
            return false;
        }

        var body = await collection;
        SetHeaders(response, format, compression);
        response.ContentLength = body.Length;
        scrape.ReleasePlace();
        return HttpMethods.IsHead(request.Method) || await scrape.Output.TryWriteAsync(body, scrape.Context.RequestAborted);
    }

    /// <summary>Sets the length of a body that is written at once, unless a middleware has already started the response.</summary>
    private static void AnnounceLength(HttpResponse response, long length)
    {
        if (!response.HasStarted)
        {
            response.ContentLength = length;
        }
    }

    private static bool MayCompress(HttpRequest request, HttpResponse response) =>
        AcceptEncoding.PrefersGzip(request.Headers.AcceptEncoding) && response.Headers.ContentEncoding.Count == 0;

    private void SetHeaders(HttpResponse response, ExpositionFormat format, BodyCompression compression)
    {
        response.ContentType = format.ContentType;
        response.Headers.Append(HeaderNames.Vary, "Accept, Accept-Encoding");
        if (compression == BodyCompression.Gzip)
        {
            response.Headers.ContentEncoding = "gzip";
        }

        if (_processStart is not null)
        {
            response.Headers[ProcessStartTime.HeaderName] = _processStart;
        }
    }

    private Task RejectAsync(HttpResponse response, int status, string message)
    {
        _metrics?.CountRejected(status);
        return ScrapeError.SendAsync(response, status, message);
    }

    /// <summary>Begins a collection. A client that disconnects while collectors are called causes no exception.</summary>
    /// <returns>Null if the request was cancelled.</returns>
    private async ValueTask<IMetricReader?> TryReadAsync(HttpContext context, ExpositionFormat format, IReadOnlySet<string>? names)
    {
        var reading = _source.ReadAsync(new()
        {
            Names = names,
            Escaping = format.Escaping,
            Order = BrowserOrder.For(context.Request.Headers.Accept),
            Deadline = _timeProvider.GetUtcNow() + ScrapeTimeout.GetTimeForCollectors(context.Request.Headers),
            CancellationToken = context.RequestAborted,
        });
        if (reading.IsCompletedSuccessfully)
        {
            return await reading;
        }

        var task = reading.AsTask();
        await ((Task)task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return task.IsCanceled && context.RequestAborted.IsCancellationRequested ? null : await task;
    }

    private static void GiveUp(Scrape scrape)
    {
        if (IsTimeoutAnswerable(scrape.Context))
        {
            throw new OperationCanceledException(scrape.Context.RequestAborted);
        }

        // The client has disconnected, so no status can be sent.
        scrape.Abort();
    }

    private static void RemoveBodyHeaders(HttpResponse response)
    {
        response.ContentType = null;
        response.ContentLength = null;
        response.Headers.ContentEncoding = default;
    }

    // The framework's request timeout cancels the same token as a disconnected client, but its middleware still sends a response when it
    // catches the exception.
    private static bool IsTimeoutAnswerable(HttpContext context) => !context.Response.HasStarted
        && context.Features.Get<IHttpRequestTimeoutFeature>() is { RequestTimeoutToken.IsCancellationRequested: true };
}
