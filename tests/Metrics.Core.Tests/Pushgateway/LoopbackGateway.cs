using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PrometheusMetrics.Tests.Pushgateway;

/// <summary>A gateway on a loopback socket, which receives requests byte by byte and may answer anything, invalid HTTP included.</summary>
internal sealed class LoopbackGateway : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, port: 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Func<string, string> _answer;
    private readonly bool _leavesConnectionsOpen;
    private readonly Task _serving;

    /// <param name="answer">Takes a request as text, with its head and its chunked body, and returns the text to send back.</param>
    /// <param name="leavesConnectionsOpen">Whether the connection stays open after the answer, whole or not.</param>
    public LoopbackGateway(Func<string, string> answer, bool leavesConnectionsOpen = false)
    {
        (_answer, _leavesConnectionsOpen) = (answer, leavesConnectionsOpen);
        _listener.Start();
        _serving = ServeAsync();
    }

    public ConcurrentQueue<string> Requests { get; } = new();

    public string Endpoint => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public static string Answer(string status, string body = "", string headers = "") =>
        $"HTTP/1.1 {status}\r\n{headers}Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}";

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task ServeAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            using var connection = await _listener.AcceptTcpClientAsync(_end.Token);
            var stream = connection.GetStream();
            var request = await ReadRequestAsync(stream);
            Requests.Enqueue(request);
            await stream.WriteAsync(Encoding.UTF8.GetBytes(_answer(request)), _end.Token);
            if (_leavesConnectionsOpen)
            {
                await Task.Delay(Timeout.Infinite, _end.Token);
            }
        }
    }

    private async Task<string> ReadRequestAsync(NetworkStream stream)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (!IsWhole(text.ToString()))
        {
            var length = await stream.ReadAsync(buffer, _end.Token);
            Assert.NotEqual(0, length);
            text.Append(Encoding.UTF8.GetString(buffer, 0, length));
        }

        return text.ToString();
    }

    private static bool IsWhole(string request) =>
        request.EndsWith("\r\n\r\n", StringComparison.Ordinal)
        && (!request.Contains("Transfer-Encoding: chunked", StringComparison.OrdinalIgnoreCase)
            || request.EndsWith("\r\n0\r\n\r\n", StringComparison.Ordinal));
}
