using System.Net;
using System.Net.Http.Headers;
using System.Text;
using PrometheusMetrics.EndToEnd.Infrastructure;

namespace PrometheusMetrics.EndToEnd.Scenarios;

/// <summary>An order whose body is sent to half when the server begins to read it, and to its end when it is released.</summary>
internal sealed class HeldOrder : HttpContent
{
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{ "channel": "Web", "euros": 5 }""");

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
        await stream.WriteAsync(Body.AsMemory(0, Body.Length / 2));
        await stream.FlushAsync();
        await _released.Task;
        await stream.WriteAsync(Body.AsMemory(Body.Length / 2));
    }

    protected override bool TryComputeLength(out long length)
    {
        length = Body.Length;
        return true;
    }
}
