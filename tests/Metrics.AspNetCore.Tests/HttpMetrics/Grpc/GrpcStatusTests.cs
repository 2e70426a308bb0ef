using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using PrometheusMetrics.Export;
using PrometheusMetrics.Exposition;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore.HttpMetrics.Grpc;

/// <summary>The status of a gRPC call is in its trailers, or in the headers of a response that has nothing else.</summary>
public sealed partial class GrpcStatusTests
{
    [Theory]
    [InlineData("Bob", "OK")]
    [InlineData("5", "NOT_FOUND")]
    [InlineData("16", "UNAUTHENTICATED")]
    [InlineData("99", "_OTHER")]
    public async Task A_call_has_the_name_of_its_status(string request, string status)
    {
        await using var app = await StartAsync();

        await CallAsync(app, GreeterBase.GreetMethod, request);

        Assert.Equal([$"POST 200 {status} 1"], await CountedAsync(app));
    }

    [Fact]
    public async Task A_method_that_does_not_exist_is_unimplemented()
    {
        await using var app = await StartAsync();

        await CallAsync(app, GreeterBase.UnknownMethod, "Bob");

        Assert.Equal(["POST 200 UNIMPLEMENTED 1"], await CountedAsync(app));
    }

    // The client knows nothing of the deadline, so that the server alone ends the call.
    [Fact]
    public async Task A_call_whose_deadline_passes_is_told_by_the_server()
    {
        await using var app = await StartAsync();

        await PostAsync(app, "application/grpc", "wait", ("grpc-timeout", "20m"));

        Assert.Contains(" DEADLINE_EXCEEDED 1", Assert.Single(await CountedAsync(app)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_requests_have_no_status()
    {
        await using var app = await StartAsync();

        await PostAsync(app, "application/grpc-web", "Bob");
        await PostAsync(app, "text/plain", "Bob", path: "/plain");

        Assert.Equal(["POST 200  1", "POST 415  1"], await CountedAsync(app));
    }

    private static async Task<TestApp> StartAsync()
    {
        var builder = TestApp.CreateBuilder();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        return await TestApp.StartAsync(builder, app =>
        {
            app.UseHttpMetrics(options => options.GrpcStatus = true);
            app.MapGrpcService<Greeter>();
            app.MapPost("/plain", (HttpContext context) => context.Response.Headers["grpc-status"] = "5");
        });
    }

    private static async Task CallAsync(TestApp app, Method<string, string> method, string request)
    {
        using var channel = GrpcChannel.ForAddress(app.Address);
        using var call = channel.CreateCallInvoker().AsyncUnaryCall(method, null, default, request);
        try
        {
            await call.ResponseAsync.InTime();
        }
        catch (RpcException)
        {
        }
    }

    private static async Task PostAsync(
        TestApp app, string contentType, string text, (string Name, string Value)? header = null, string path = "/greet.Greeter/Greet")
    {
        var body = new byte[5 + text.Length];
        BinaryPrimitives.WriteInt32BigEndian(body.AsSpan(1), text.Length);
        Encoding.ASCII.GetBytes(text, body.AsSpan(5));
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(contentType) } },
        };
        if (header is var (name, value))
        {
            request.Headers.Add(name, value);
        }

        try
        {
            using var response = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);
        }
        catch (HttpRequestException)
        {
        }
    }

    private static async Task<HashSet<string>> CountedAsync(TestApp app)
    {
        await app.QuietAsync();
        var body = new MemoryStream();
        await ExpositionSerializer.WriteAsync(app.Registry, ExpositionFormat.Text, body, TestContext.Current.CancellationToken);
        var lines = CountLine().Matches(Encoding.UTF8.GetString(body.ToArray()))
            .Select(line => line.Result("${method} ${status} ${grpc} ${count}"))
            .ToList();
        Assert.Distinct(lines);
        return [.. lines];
    }

    [GeneratedRegex(
        """^http_request_duration_seconds_count\{method="(?<method>.*)",status="(?<status>.*)",""" +
        """route=".*",grpc_status="(?<grpc>.*)"\} (?<count>.*)$""",
        RegexOptions.Multiline)]
    private static partial Regex CountLine();
}
