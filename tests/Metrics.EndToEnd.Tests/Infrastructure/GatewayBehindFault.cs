namespace PrometheusMetrics.EndToEnd.Infrastructure;

/// <summary>A real gateway behind a server that breaks.</summary>
internal sealed class GatewayBehindFault(PushgatewayServer gateway, Fault fault) : BreakableGateway
{
    private readonly FaultyGateway _front = new(gateway.Address);

    public override string? Endpoint => _front.Address.AbsoluteUri;

    public override PushgatewayServer Gateway => gateway;

    public static async Task<BreakableGateway> StartAsync(Fault fault) =>
        new GatewayBehindFault(await PushgatewayServer.StartAsync(), fault);

    public override Task BreakAsync()
    {
        _front.Break(fault);
        return Task.CompletedTask;
    }

    public override Task MendAsync()
    {
        _front.Mend();
        return Task.CompletedTask;
    }

    public override async ValueTask DisposeAsync()
    {
        await _front.DisposeAsync();
        await gateway.DisposeAsync();
    }
}
