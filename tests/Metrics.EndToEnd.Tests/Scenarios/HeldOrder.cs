using System.Net;
using System.Net.Http.Headers;
using System.Text;
using PrometheusMetrics.EndToEnd.Infrastructure;

namespace PrometheusMetrics.EndToEnd.Scenarios;

/// <summary>An order of whose body only spaces are sent when the server begins to read it, and to its end when it is released.</summary>
internal sealed class HeldOrder : HttpContent
{
    // Kestrel gives up on a body that comes slower than 240 bytes a second. These are enough for many minutes.
    private const int Padding = 100_000;

    private static readonly byte[] Body = Encoding.UTF8.GetBytes(new string(' ', Padding) + """{ "channel": "Web", "euros": 5 }""");

    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _begun;

    public HeldOrder() => Headers.ContentType = new MediaTypeHeaderValue("application/json");

    public async Task PlaceAsync(HttpClient client)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/orders") { Content = this };

        // The server answers 100 when it reads, so it has begun to measure then.
        request.Headers.ExpectContinue = true;
        using var placed = await client.SendAsync(request).WaitAsync(2 * Eventually.DefaultDeadline);
        Assert.Equal(HttpStatusCode.Created, placed.StatusCode);
    }

    /// <summary>Lets the rest of the body be sent, and returns how long the server has waited for it already.</summary>
    public TimeSpan Release()
    {
        var waited = TimeProvider.System.GetElapsedTime(Volatile.Read(ref _begun));
        _released.SetResult();
        return waited;
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        Volatile.Write(ref _begun, TimeProvider.System.GetTimestamp());
        await stream.WriteAsync(Body.AsMemory(0, Padding));
        await stream.FlushAsync();
        await _released.Task;
        await stream.WriteAsync(Body.AsMemory(Padding));
    }

    protected override bool TryComputeLength(out long length)
    {
        length = Body.Length;
        return true;
    }
}
