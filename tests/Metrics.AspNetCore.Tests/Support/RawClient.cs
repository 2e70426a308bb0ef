using System.Net.Sockets;
using System.Text;

namespace PrometheusMetrics.Tests.Support;

/// <summary>A client that reads the bytes of HTTP/1.1 and can reset its connection.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly Socket _socket;

    private RawClient(Socket socket) => _socket = socket;

    /// <summary>Connects and sends a GET; the answer waits to be read.</summary>
    public static async Task<RawClient> GetAsync(Uri server, string path, params string[] headers)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await socket.ConnectAsync(server.Host, server.Port);
        var lines = string.Concat(headers.Select(header => header + "\r\n"));
        await socket.SendAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\n{lines}\r\n"));
        return new RawClient(socket);
    }

    /// <summary>Reads what is there now, at least a byte.</summary>
    public async Task<string> ReadSomeAsync()
    {
        var buffer = new byte[65536];
        var count = await _socket.ReceiveAsync(buffer).InTime();
        return Encoding.UTF8.GetString(buffer, 0, count);
    }

    /// <summary>Reads until <paramref name="end"/> has come, or the connection is closed or reset.</summary>
    public async Task<string> ReadToEndAsync(string end = "0\r\n\r\n")
    {
        var text = new StringBuilder();
        try
        {
            while (await ReadSomeAsync() is { Length: > 0 } some)
            {
                text.Append(some);
                if (EndsWith(text, end))
                {
                    break;
                }
            }
        }
        catch (SocketException)
        {
            // Reset.
        }

        return text.ToString();
    }

    // The end may come in parts.
    private static bool EndsWith(StringBuilder text, string end) =>
        text.Length >= end.Length && text.ToString(text.Length - end.Length, end.Length) == end;

    /// <summary>Closes the connection with a reset.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Close();
    }

    public void Dispose() => _socket.Dispose();
}
