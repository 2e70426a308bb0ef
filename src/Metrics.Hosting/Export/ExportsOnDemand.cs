using System.Runtime.ExceptionServices;

namespace PrometheusMetrics.Hosting;

/// <summary>Exports when a caller asks. Callers that ask while a call is in progress share the next one, which begins after they
/// asked.</summary>
internal sealed class ExportsOnDemand(ExportCalls calls, ExportDiagnostics diagnostics)
{
    private readonly Lock _lock = new();
    private Shared? _next;

    public async Task ExportAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var export = Join();
        ExportFailure? failure;
        try
        {
            failure = await export.Result.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Leave(export);
            throw;
        }

        if (failure is not null)
        {
            Throw(failure);
        }
    }

    private Shared Join()
    {
        lock (_lock)
        {
            if (_next is null)
            {
                var export = new Shared();
                _next = export;
                export.Result = Task.Run(() => RunAsync(export), CancellationToken.None);
            }

            _next.Callers++;
            return _next;
        }
    }

    /// <summary>Cancels an export whose last caller no longer waits for it.</summary>
    private void Leave(Shared export)
    {
        lock (_lock)
        {
            if (--export.Callers > 0)
            {
                return;
            }

            Close(export);
        }

        _ = export.Cancellation.CancelAsync();
    }

    private Task<ExportFailure?> RunAsync(Shared export) =>
        calls.RunAsync(isLast: false, export.Cancellation.Token, () =>
        {
            lock (_lock)
            {
                Close(export);
            }

            return true;
        });

    private void Close(Shared export)
    {
        if (_next == export)
        {
            _next = null;
        }
    }

    private void Throw(ExportFailure failure)
    {
        if (failure.Timeout is not null)
        {
            throw new TimeoutException(diagnostics.Describe(failure), failure.Exception);
        }

        ExceptionDispatchInfo.Throw(failure.Exception);
    }

    private sealed class Shared
    {
        public CancellationTokenSource Cancellation { get; } = new();

        public Task<ExportFailure?> Result { get; set; } = Task.FromResult<ExportFailure?>(null);

        public int Callers { get; set; }
    }
}
