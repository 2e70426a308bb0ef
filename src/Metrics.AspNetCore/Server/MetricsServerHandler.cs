using System.Text;
using Microsoft.AspNetCore.Http;

namespace PrometheusMetrics.AspNetCore;

/// <summary>Handles the requests to a <see cref="MetricsServer"/>: every one is authenticated, one path has the metrics.</summary>
internal sealed class MetricsServerHandler
{
    private readonly string _path;
    private readonly ServerAuthentication? _authentication;
    private readonly Lazy<ScrapeHandler> _scrapes;

    /// <param name="path">The path of the metrics.</param>
    /// <param name="authentication">The authentication, or null if every client is accepted.</param>
    /// <param name="scrapes">The handler of scrapes. It is created at the first one, because that takes time that the program otherwise
    /// spends at its start.</param>
    public MetricsServerHandler(string path, ServerAuthentication? authentication, Lazy<ScrapeHandler> scrapes)
    {
        _path = path;
        _authentication = authentication;
        _scrapes = scrapes;
    }

    public async Task HandleAsync(HttpContext context)
    {
        if (_authentication is not null && !await _authentication.AcceptsAsync(context.Request).ConfigureAwait(false))
        {
            await _authentication.ChallengeAsync(context.Response).ConfigureAwait(false);
            return;
        }

        await GetAnswer(context).ConfigureAwait(false);
    }

    private Task GetAnswer(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        if (IsPathOfMetrics(request.Path.Value))
        {
            if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
            {
                return _scrapes.Value.HandleAsync(context);
            }

            response.Headers.Allow = "GET, HEAD";
            return ScrapeError.SendAsync(response, StatusCodes.Status405MethodNotAllowed, "Send GET or HEAD.");
        }

        return request.Path == "/" && BrowserOrder.For(request.Headers.Accept) is not null
            ? SendStartPageAsync(response)
            : ScrapeError.SendAsync(response, StatusCodes.Status404NotFound, $"The metrics are at {_path}.");
    }

    // As routing compares paths: without regard to case and to a slash at the end.
    private bool IsPathOfMetrics(string? path) =>
        path is not null && path.AsSpan().TrimEnd('/').Equals(_path.AsSpan().TrimEnd('/'), StringComparison.OrdinalIgnoreCase);

    private Task SendStartPageAsync(HttpResponse response)
    {
        // A relative link leads to the metrics behind a reverse proxy too.
        var body = Encoding.UTF8.GetBytes(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>Prometheus metrics</title></head>\n" +
            $"<body><p>The metrics are at <a href=\"{_path[1..]}\">{_path}</a>.</p></body>\n</html>\n");
        response.ContentType = "text/html; charset=utf-8";
        response.ContentLength = body.Length;
        return HttpMethods.IsHead(response.HttpContext.Request.Method)
            ? Task.CompletedTask
            : response.Body.WriteAsync(body, response.HttpContext.RequestAborted).AsTask();
    }
}
