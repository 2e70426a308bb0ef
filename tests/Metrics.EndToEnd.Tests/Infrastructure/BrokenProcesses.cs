using System.Text.Json;

namespace PrometheusMetrics.EndToEnd.Infrastructure;

/// <summary>A gateway whose process is stopped, so that it hangs while its connections stay open.</summary>
internal sealed class StoppedGateway(string? suite) : BreakableGatewayProcess(suite, protection: null)
{
    public override Task BreakAsync() => Gateway.SignalAsync(Signal.Stop);

    public override Task MendAsync() => Gateway.SignalAsync(Signal.Cont);
}

/// <summary>A gateway that is killed and starts again.</summary>
internal sealed class KilledGateway(string? suite) : BreakableGatewayProcess(suite, protection: null)
{
    public override Task BreakAsync() => KillProcessAsync();

    public override Task MendAsync() => StartProcessAsync();
}

/// <summary>A gateway behind TLS and a password, which presents a certificate that is not trusted.</summary>
internal sealed class GatewayWithForeignCertificate : ProtectedGateway
{
    public override Task BreakAsync() => RestartAsync(Protection.PresentForeignCertificate);

    public override Task MendAsync() => RestartAsync(Protection.PresentOwnCertificate);

    // A certificate counts for new connections only.
    private async Task RestartAsync(Action present)
    {
        await KillProcessAsync();
        present();
        await StartProcessAsync();
    }
}

/// <summary>A gateway behind TLS and a password, which is changed.</summary>
internal sealed class GatewayWithOtherPassword : ProtectedGateway
{
    public override Task BreakAsync()
    {
        Protection.ChangePassword();
        return Task.CompletedTask;
    }

    public override Task MendAsync()
    {
        Protection.RestorePassword();
        return Task.CompletedTask;
    }
}

/// <summary>A gateway whose name in the application's configuration is sometimes one that does not resolve.</summary>
internal sealed class MisnamedGateway() : BreakableGatewayProcess(suite: null, protection: null)
{
    public override string? Endpoint => null;

    public override string? WorkingFolder => Folder.FullPath;

    public override Task BreakAsync() => WriteAsync("http://pushgateway.invalid:9091");

    public override Task MendAsync() => WriteAsync(Gateway.Address.AbsoluteUri);

    private Task WriteAsync(string endpoint) => File.WriteAllTextAsync(
        Folder.PathOf("appsettings.json"),
        JsonSerializer.Serialize(new { Prometheus = new { Pushgateway = new { Endpoint = endpoint } } }));
}
