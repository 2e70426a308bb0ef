namespace PrometheusMetrics.EndToEnd.Infrastructure;

/// <summary>A real gateway that starts again on the same port with the groups that it wrote to its file.</summary>
internal abstract class BreakableGatewayProcess(string? suite, GatewayProtection? protection) : BreakableGateway
{
    private readonly ReservedPort _port = new();
    private readonly TemporaryFolder _folder = new();
    private PushgatewayServer? _gateway;

    public override string? Endpoint => _port.Address.AbsoluteUri;

    public override PushgatewayServer Gateway =>
        _gateway ?? throw new InvalidOperationException("The gateway is not running; mend it first.");

    protected TemporaryFolder Folder => _folder;

    /// <summary>Starts a gateway that is not broken.</summary>
    public static async Task<BreakableGateway> StartAsync(BreakableGatewayProcess gateway)
    {
        try
        {
            await gateway.StartProcessAsync();
            return gateway;
        }
        catch
        {
            await gateway.DisposeAsync();
            throw;
        }
    }

    public override async ValueTask DisposeAsync()
    {
        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
        }

        protection?.Dispose();
        _folder.Dispose();
        _port.Dispose();
    }

    protected async Task StartProcessAsync() => _gateway = await PushgatewayServer.StartAsync(
        suite, _port, protection, $"--persistence.file={_folder.PathOf("groups")}", "--persistence.interval=1ms");

    /// <summary>Ends the process by SIGKILL.</summary>
    protected async Task KillProcessAsync()
    {
        await Gateway.SignalAsync(Signal.Kill);
        await Gateway.DisposeAsync();
        _gateway = null;
    }
}
