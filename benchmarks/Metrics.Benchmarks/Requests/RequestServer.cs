using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;

namespace PrometheusMetrics.Benchmarks.Requests;

/// <summary>A server without a network: it gives the application one request after the other, with the same context, as a server does
/// with the requests of one connection.</summary>
internal sealed class RequestServer(PendingSignal signal) : IServer
{
    private Func<int, Task>? _run;

    public IFeatureCollection Features { get; } = new FeatureCollection();

    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull
    {
        var request = new ServerRequest<TContext>();
        _run = count => RunAsync(application, request, count);
        return Task.CompletedTask;
    }

    /// <summary>Executes requests, one after the other, on the current thread.</summary>
    public void Run(int count)
    {
        var run = _run!(count);
        if (!run.IsCompleted)
        {
            throw new InvalidOperationException("A request waits for something that the benchmark does not know.");
        }

        run.GetAwaiter().GetResult();
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
    }

    private async Task RunAsync<TContext>(IHttpApplication<TContext> application, ServerRequest<TContext> request, int count)
        where TContext : notnull
    {
        for (var i = 0; i < count; i++)
        {
            request.Begin("GET", RequestSubject.Path);
            var context = application.CreateContext(request);
            var processing = application.ProcessRequestAsync(context);
            if (!processing.IsCompleted)
            {
                signal.Complete();
            }

            await processing;
            await request.EndAsync();
            application.DisposeContext(context, exception: null);
        }
    }
}
