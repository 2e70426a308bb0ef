using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace PrometheusMetrics.Tests.Pushgateway;

/// <summary>A gateway on a loopback socket, which receives requests byte by byte and may answer anything, invalid HTTP included.</summary>
internal sealed partial class LoopbackGateway : IAsyncDisposable
{
    public const string Continue = "HTTP/1.1 100 Continue\r\n\r\n";

    private readonly TcpListener _listener = new(IPAddress.Loopback, port: 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Func<string, string> _answer;
    private readonly Func<string, string> _answerExpect;
    private readonly bool _leavesConnectionsOpen;
    private readonly Task _serving;

    /// <param name="answer">Takes a request as text, with its head and its body as it was sent, and returns the text to send back.</param>
    /// <param name="leavesConnectionsOpen">Whether the connection stays open after the answer, whole or not.</param>
    /// <param name="answerExpect">Takes the head of a request that expects an answer before its body, and returns that answer: empty if it
    /// is ignored, and the end of the request if it is not <see cref="Continue"/>. Null continues.</param>
    public LoopbackGateway(
        Func<string, string> answer, bool leavesConnectionsOpen = false, Func<string, string>? answerExpect = null)
    {
        (_answer, _leavesConnectionsOpen) = (answer, leavesConnectionsOpen);
        _answerExpect = answerExpect ?? (_ => Continue);
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
            try
            {
                await ServeAsync(connection.GetStream());
            }
            catch (IOException)
            {
                // The client has closed the connection.
            }
        }
    }

    private async Task ServeAsync(NetworkStream stream)
    {
        var request = await ReadAsync(stream, new StringBuilder(), HasHead);
        var early = ExpectHeader().IsMatch(request) ? _answerExpect(request) : "";
        if (early is "" or Continue)
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(early), _end.Token);
            request = await ReadAsync(stream, new StringBuilder(request), IsWhole);
            Requests.Enqueue(request);
            await stream.WriteAsync(Encoding.UTF8.GetBytes(_answer(request)), _end.Token);
        }
        else
        {
            // First, because a client that has the answer may look at the requests at once.
            Requests.Enqueue(request);
            await stream.WriteAsync(Encoding.UTF8.GetBytes(early), _end.Token);
        }

        if (_leavesConnectionsOpen)
        {
            await Task.Delay(Timeout.Infinite, _end.Token);
        }
    }

    // A character for each byte, so that lengths can be compared.
    private async Task<string> ReadAsync(NetworkStream stream, StringBuilder text, Func<string, bool> isEnough)
    {
        var buffer = new byte[4096];
        while (!isEnough(text.ToString()))
        {
            var length = await stream.ReadAsync(buffer, _end.Token);
            if (length == 0)
            {
                throw new IOException("The request breaks off.");
            }

            text.Append(Encoding.Latin1.GetString(buffer, 0, length));
        }

        return text.ToString();
    }

    private static bool HasHead(string request) => request.Contains("\r\n\r\n", StringComparison.Ordinal);

    private static bool IsWhole(string request)
    {
        var head = request.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
        return ChunkedHeader().IsMatch(request[..head])
            ? request.EndsWith("\r\n0\r\n\r\n", StringComparison.Ordinal)
            : LengthHeader().Match(request[..head]) is not { Success: true } length
                || request.Length == head + int.Parse(length.Groups[1].ValueSpan, provider: null);
    }

    [GeneratedRegex("^Expect: 100-continue\r$", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex ExpectHeader();

    [GeneratedRegex("^Transfer-Encoding: chunked\r$", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex ChunkedHeader();

    [GeneratedRegex("^Content-Length: ([0-9]+)\r$", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex LengthHeader();
}
