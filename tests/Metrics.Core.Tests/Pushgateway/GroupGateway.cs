using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Pushgateway;

/// <summary>A Pushgateway in memory with the requests that a janitor makes, and a clock of its own.</summary>
internal sealed class GroupGateway : HttpMessageHandler
{
    private readonly TestTimeProvider _time;
    private readonly List<Group> _groups = [];

    public GroupGateway(TestTimeProvider time)
    {
        _time = time;
        Started = time.GetUtcNow().AddYears(-1);
    }

    /// <summary>How far its clock is ahead of that of the test.</summary>
    public TimeSpan Ahead { get; set; }

    public DateTimeOffset Started { get; set; }

    public DateTimeOffset Now => _time.GetUtcNow() + Ahead;

    public List<string> Requests { get; } = [];

    public List<string> Deleted { get; } = [];

    public string? Authorization { get; private set; }

    /// <summary>Replaces an answer; null for the usual one.</summary>
    public Func<HttpRequestMessage, HttpResponseMessage?> Answer { get; set; } = _ => null;

    /// <summary>The paths of the groups.</summary>
    public IEnumerable<string> Paths => _groups.Select(group => group.Path);

    public static HttpResponseMessage Status(HttpStatusCode status, string body = "") =>
        new(status) { Content = new StringContent(body) };

    /// <summary>Adds a group, or pushes to it again.</summary>
    /// <param name="path">The path as a client writes it.</param>
    /// <param name="lease">The value of the lease, as JSON text; null for none.</param>
    /// <param name="labels">The labels as the gateway returns them.</param>
    public void Push(string path, string? lease, params (string Name, string Value)[] labels)
    {
        _groups.RemoveAll(group => group.Path == path);
        _groups.Add(new Group(path, lease, Now, labels));
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var path = request.RequestUri!.AbsolutePath;
        Requests.Add($"{request.Method} {path}");
        Authorization = request.Headers.Authorization?.ToString();
        var response = Answer(request) ?? AnswerUsually(request.Method, path);
        response.RequestMessage = request;
        return Task.FromResult(response);
    }

    private HttpResponseMessage AnswerUsually(HttpMethod method, string path)
    {
        if (method == HttpMethod.Delete)
        {
            Deleted.Add(path);
            _groups.RemoveAll(group => group.Path == path);
            return Status(HttpStatusCode.Accepted);
        }

        JsonNode data = path.EndsWith("/api/v1/status", StringComparison.Ordinal)
            ? new JsonObject { ["start_time"] = Started.ToString("yyyy-MM-ddTHH:mm:ss.fffffff00Z", CultureInfo.InvariantCulture) }
            : new JsonArray([.. _groups.Select(ToJson)]);
        var response = Status(HttpStatusCode.OK);
        response.Content = new StreamContent(new SlowStream(new JsonObject { ["status"] = "success", ["data"] = data }.ToJsonString()));
        response.Headers.Date = DateTimeOffset.FromUnixTimeSeconds(Now.ToUnixTimeSeconds());
        return response;
    }

    private static JsonObject ToJson(Group group)
    {
        var labels = new JsonObject();
        foreach (var (name, value) in group.Labels)
        {
            labels[name] = value;
        }

        var seconds = (group.PushTime - DateTimeOffset.UnixEpoch).TotalSeconds;
        var json = new JsonObject
        {
            ["labels"] = labels,
            ["last_push_successful"] = true,
            ["a_histogram"] = Family("HISTOGRAM", """{"buckets":{"1":"2"},"count":"2","labels":{"job":"other"},"sum":"3","value":"9"}"""),
            ["push_time_seconds"] = Family("GAUGE", Series(seconds.ToString("e16", CultureInfo.InvariantCulture))),
        };
        if (group.Lease is { } lease)
        {
            json["metrics_push_lease_seconds"] = lease[0] == '{' ? JsonNode.Parse(lease) : Family("GAUGE", Series(lease));
        }

        return json;
    }

    private static JsonObject Family(string type, string series) => new()
    {
        ["time_stamp"] = "2026-01-01T00:00:00Z",
        ["type"] = type,
        ["help"] = "A \"text\".",
        ["metrics"] = new JsonArray(JsonNode.Parse(series)),
    };

    private static string Series(string value) => $$"""{"labels":{"value":"77"},"value":{{JsonSerializer.Serialize(value)}}}""";

    private sealed record Group(string Path, string? Lease, DateTimeOffset PushTime, (string Name, string Value)[] Labels);

    /// <summary>Returns a few bytes at a time, so that every token of the answer is cut somewhere.</summary>
    private sealed class SlowStream(string text) : MemoryStream(Encoding.UTF8.GetBytes(text))
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, 7)], cancellationToken);
    }
}
