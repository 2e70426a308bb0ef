using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Microsoft.AspNetCore.Builder;

namespace PrometheusMetrics.Tests.Support;

/// <summary>Records every exception that is thrown in the flow of a request, caught or not. An exception that passes through n
/// asynchronous methods is thrown n times.</summary>
internal sealed class FlowExceptions : IDisposable
{
    private readonly AsyncLocal<bool> _isOurs = new();
    private readonly ConcurrentQueue<string> _thrown = new();

    public FlowExceptions() => AppDomain.CurrentDomain.FirstChanceException += OnFirstChance;

    public IEnumerable<string> Thrown => _thrown;

    /// <summary>Adds a middleware; the requests that pass through it are watched.</summary>
    public void Watch(IApplicationBuilder app) => app.Use((context, next) =>
    {
        _isOurs.Value = true;
        return next(context);
    });

    public void Dispose() => AppDomain.CurrentDomain.FirstChanceException -= OnFirstChance;

    private void OnFirstChance(object? sender, FirstChanceExceptionEventArgs thrown)
    {
        if (_isOurs.Value)
        {
            _thrown.Enqueue(thrown.Exception.ToString());
        }
    }
}
