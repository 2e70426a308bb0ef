using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace PrometheusMetrics.Tests.Support;

/// <summary>Counts open requests. Its middleware is the first of the pipeline, and callbacks of responses run in reverse order, so its
/// callback is the last one.</summary>
internal sealed class RequestCount
{
    private int _open;

    /// <summary>Waits until no request is open. A request that a client has an answer to has begun, so it counts.</summary>
    public Task QuietAsync() => Eventually.HoldsAsync("all requests are complete", () => Volatile.Read(ref _open) == 0);

    internal sealed class Filter(RequestCount count) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(innerNext => context =>
            {
                Interlocked.Increment(ref count._open);
                context.Response.OnCompleted(() =>
                {
                    Interlocked.Decrement(ref count._open);
                    return Task.CompletedTask;
                });
                return innerNext(context);
            });
            next(app);
        };
    }
}
