using Grpc.Core;

namespace PrometheusMetrics.Tests.AspNetCore.HttpMetrics.Grpc;

/// <summary>Answers by the request: a status as a number fails with it, and "wait" waits for the deadline.</summary>
public sealed class Greeter : GreeterBase
{
    public override async Task<string> Greet(string request, ServerCallContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (request == "wait")
        {
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
        }

        return int.TryParse(request, out var status) ? throw new RpcException(new Status((StatusCode)status, "")) : $"Hello {request}";
    }
}
