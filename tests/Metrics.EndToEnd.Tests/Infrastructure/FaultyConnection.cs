using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace PrometheusMetrics.EndToEnd.Infrastructure;

/// <summary>A connection to a broken server.</summary>
internal sealed class FaultyConnection : IDisposable
{
    private const string EndOfHead = "\r\n\r\n";

    private readonly NetworkStream _stream;
    private readonly Uri _upstream;
    private readonly MemoryStream _received = new();

    public FaultyConnection(Socket socket, Uri upstream, CancellationToken ended)
    {
        _stream = new NetworkStream(socket, ownsSocket: true);
        _upstream = upstream;
        Ended = ended;
    }

    /// <summary>The request up to its body.</summary>
    public string Head { get; private set; } = "";

    /// <summary>Cancelled when the server no longer breaks so.</summary>
    public CancellationToken Ended { get; }

    public bool HasHeader(string line) => Head.Contains($"\r\n{line}", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads the headers; false when the connection ended before.</summary>
    public async Task<bool> ReadHeadAsync()
    {
        var end = -1;
        while (end < 0)
        {
            if (!await ReadAsync())
            {
                return false;
            }

            end = Received().IndexOf(EndOfHead, StringComparison.Ordinal);
        }

        Head = Received()[..(end + EndOfHead.Length)];
        return true;
    }

    /// <summary>Reads the body to its end, and asks for it before if the client waits for that.</summary>
    public async Task ReadBodyAsync()
    {
        if (HasHeader("Expect: 100-continue"))
        {
            await WriteAsync("HTTP/1.1 100 Continue\r\n\r\n");
        }

        while (!IsComplete() && await ReadAsync())
        {
        }
    }

    public async Task WriteAsync(string text) => await _stream.WriteAsync(Encoding.UTF8.GetBytes(text), Ended);

    /// <summary>Answers and closes.</summary>
    /// <param name="status">Such as <c>503 Service Unavailable</c>.</param>
    /// <param name="body">The body.</param>
    /// <param name="headers">Further headers, without line ends.</param>
    public Task AnswerAsync(string status, string body = "", params IReadOnlyList<string> headers)
    {
        var length = Encoding.UTF8.GetByteCount(body).ToString(CultureInfo.InvariantCulture);
        string[] lines = [$"HTTP/1.1 {status}", $"Content-Length: {length}", "Connection: close", .. headers];
        return WriteAsync(string.Join("\r\n", lines) + EndOfHead + body);
    }

    /// <summary>Passes the request on to the gateway and its answer back. The connection ends with it, so that the server sees every
    /// request.</summary>
    public async Task ForwardAsync()
    {
        using var gateway = new TcpClient();
        await gateway.ConnectAsync(_upstream.Host, _upstream.Port, Ended);
        await using var upstream = gateway.GetStream();
        var head = Encoding.Latin1.GetBytes(Head[..^2] + "Connection: close\r\n\r\n");
        await upstream.WriteAsync(head, Ended);
        await upstream.WriteAsync(_received.GetBuffer().AsMemory(Head.Length, (int)_received.Length - Head.Length), Ended);
        await Task.WhenAny(_stream.CopyToAsync(upstream, Ended), upstream.CopyToAsync(_stream, Ended));
    }

    public void Dispose() => _stream.Dispose();

    private async Task<bool> ReadAsync()
    {
        var buffer = new byte[16384];
        var read = await _stream.ReadAsync(buffer, Ended);
        _received.Write(buffer.AsSpan(0, read));
        return read > 0;
    }

    private string Received() => Encoding.Latin1.GetString(_received.GetBuffer(), 0, (int)_received.Length);

    private bool IsComplete()
    {
        var received = Received();
        return HasHeader("Transfer-Encoding: chunked")
            ? received.EndsWith("\r\n0\r\n\r\n", StringComparison.Ordinal)
            : received.Length >= Head.Length + ContentLength();
    }

    private int ContentLength()
    {
        const string name = "\r\nContent-Length: ";
        var start = Head.IndexOf(name, StringComparison.OrdinalIgnoreCase);
        if (start < 0)
        {
            return 0;
        }

        start += name.Length;
        return int.Parse(Head.AsSpan(start, Head.IndexOf('\r', start) - start), CultureInfo.InvariantCulture);
    }
}
