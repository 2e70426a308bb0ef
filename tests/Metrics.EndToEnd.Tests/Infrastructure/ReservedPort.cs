using System.Net;
using System.Net.Sockets;

namespace PrometheusMetrics.EndToEnd.Infrastructure;

/// <summary>A loopback port that is known before its server runs, and is the server's again after a restart.</summary>
/// <remarks>A socket that is bound but doesn't listen keeps the port: connections are refused and no other process gets the port, yet
/// a server that names it can listen there (both sides allow the reuse of the address, as .NET and Go do on Linux). Hold it as long as
/// the server may come and go.</remarks>
internal sealed class ReservedPort : IDisposable
{
    private readonly Socket _holder = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public ReservedPort() => _holder.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    public int Number => ((IPEndPoint)_holder.LocalEndPoint!).Port;

    public Uri Address => new($"http://127.0.0.1:{Number}/");

    public void Dispose() => _holder.Dispose();
}
