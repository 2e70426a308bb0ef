using System.Text;
using System.Threading.Channels;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Export;
using PrometheusMetrics.Exposition;
using PrometheusMetrics.Hosting;

namespace PrometheusMetrics.Tests.Support;

/// <summary>A destination in memory. One class and one call of <c>AddExporter</c> are all that a destination needs.</summary>
internal class ToyExporter : IMetricExporter
{
    private readonly Channel<string> _arrivals = Channel.CreateUnbounded<string>();
    private int _exports;

    /// <summary>The function that runs after the body was written; it does nothing by default.</summary>
    public Func<CancellationToken, Task> Answer { get; set; } = _ => Task.CompletedTask;

    /// <summary>How many exports have arrived.</summary>
    public int Exports => Volatile.Read(ref _exports);

    /// <summary>Returns the next export that no test has read yet, when it has arrived.</summary>
    public Task<string> NextAsync() => _arrivals.Reader.ReadAsync().AsTask().InTime();

    public async Task ExportAsync(IMetricSource source, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        await ExpositionSerializer.WriteAsync(source, ExpositionFormat.Text, body, cancellationToken);
        Interlocked.Increment(ref _exports);

        // A test that knows of this export may set what the next one does at once.
        var answer = Answer;
        _arrivals.Writer.TryWrite(Encoding.UTF8.GetString(body.ToArray()));
        await answer(cancellationToken);
    }
}
