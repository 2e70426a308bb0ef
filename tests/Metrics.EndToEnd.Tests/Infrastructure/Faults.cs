namespace PrometheusMetrics.EndToEnd.Infrastructure;

/// <summary>The ways in which servers break.</summary>
internal static class Faults
{
    /// <summary>Takes the request and never answers.</summary>
    public static Fault Hang => async connection =>
    {
        await connection.ReadBodyAsync();
        await Task.Delay(Timeout.Infinite, connection.Ended);
    };

    /// <summary>Closes the connection when the first bytes of the request have arrived.</summary>
    public static Fault CloseInBody => static _ => Task.CompletedTask;

    /// <summary>A proxy that does not know chunked requests, as some gateways of clouds.</summary>
    public static Fault RefuseChunks => connection =>
        connection.HasHeader("Transfer-Encoding: chunked")
            ? connection.AnswerAsync("411 Length Required", "no chunks here")
            : connection.ForwardAsync();

    /// <summary>A proxy that refuses to be asked before the body is sent.</summary>
    public static Fault RefuseExpectation => connection =>
        connection.HasHeader("Expect: 100-continue")
            ? connection.AnswerAsync("417 Expectation Failed")
            : connection.ForwardAsync();

    /// <summary>Takes the request and answers.</summary>
    public static Fault Answer(string status, string body, params IReadOnlyList<string> headers) => async connection =>
    {
        await connection.ReadBodyAsync();
        await connection.AnswerAsync(status, body, headers);
    };

    /// <summary>Answers without reading the body, and closes, as proxies do that look at the headers only.</summary>
    public static Fault AnswerEarly(string status, string body) => connection => connection.AnswerAsync(status, body);

    /// <summary>Takes the request, sends the start of an answer at once and the rest byte by byte.</summary>
    public static Fault Trickle(string start, string rest) => async connection =>
    {
        await connection.ReadBodyAsync();
        await connection.WriteAsync(start);
        foreach (var character in rest)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), connection.Ended);
            await connection.WriteAsync(character.ToString());
        }
    };
}
