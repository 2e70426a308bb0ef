using Grpc.Core;

namespace PrometheusMetrics.Tests.AspNetCore.HttpMetrics.Grpc;

/// <summary>What a generated base class of a gRPC service consists of.</summary>
[BindServiceMethod(typeof(GreeterBase), nameof(BindService))]
public abstract class GreeterBase
{
    public const string ServiceName = "greet.Greeter";

    public static readonly Method<string, string> GreetMethod = CreateMethod(nameof(Greet));

    public static readonly Method<string, string> UnknownMethod = CreateMethod("Unknown");

    public static void BindService(ServiceBinderBase binder, GreeterBase? service)
    {
        ArgumentNullException.ThrowIfNull(binder);
        binder.AddMethod(GreetMethod, service is null ? null : new UnaryServerMethod<string, string>(service.Greet));
    }

    public abstract Task<string> Greet(string request, ServerCallContext context);

    private static Method<string, string> CreateMethod(string name) =>
        new(MethodType.Unary, ServiceName, name, Marshallers.StringMarshaller, Marshallers.StringMarshaller);
}
