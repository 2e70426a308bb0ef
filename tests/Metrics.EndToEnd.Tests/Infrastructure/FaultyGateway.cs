using System.Net;
using System.Net.Sockets;

namespace PrometheusMetrics.EndToEnd.Infrastructure;

/// <summary>What a broken server does with a connection, whose first request has arrived up to the end of its headers.</summary>
internal delegate Task Fault(FaultyConnection connection);

/// <summary>A server in front of a gateway, which passes every connection on to it, or breaks as a test says.</summary>
internal sealed class FaultyGateway : IAsyncDisposable
{
    private readonly Uri _upstream;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _accepting;
    private Phase _phase = new(static connection => connection.ForwardAsync());
    private int _requests;

    public FaultyGateway(Uri upstream)
    {
        _upstream = upstream;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    /// <summary>The number of connections on which a request arrived.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>Breaks every request that arrives from now on.</summary>
    public void Break(Fault fault) => Interlocked.Exchange(ref _phase, new Phase(fault));

    /// <summary>Closes the connections that are broken, and passes on every request that arrives from now on.</summary>
    public void Mend() => Interlocked.Exchange(ref _phase, new Phase(static connection => connection.ForwardAsync())).End();

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        Volatile.Read(ref _phase).End();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptSocketAsync(), Volatile.Read(ref _phase));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The listener has been stopped.
        }
    }

    private async Task ServeAsync(Socket socket, Phase phase)
    {
        try
        {
            using var connection = new FaultyConnection(socket, _upstream, phase.Ended);
            if (await connection.ReadHeadAsync())
            {
                Interlocked.Increment(ref _requests);
                await phase.Fault(connection);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Connections end so, on both sides.
        }
    }

#pragma warning disable CA1001 // Connections of an earlier phase may still look at its token.
    private sealed class Phase(Fault fault)
#pragma warning restore CA1001
    {
        private readonly CancellationTokenSource _end = new();

        public Fault Fault => fault;

        public CancellationToken Ended => _end.Token;

        public void End() => _end.Cancel();
    }
}
