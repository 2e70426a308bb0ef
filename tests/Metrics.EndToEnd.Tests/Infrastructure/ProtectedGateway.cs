namespace PrometheusMetrics.EndToEnd.Infrastructure;

/// <summary>A gateway behind TLS and a password.</summary>
internal abstract class ProtectedGateway : BreakableGatewayProcess
{
    protected ProtectedGateway()
        : this(new GatewayProtection())
    {
    }

    private ProtectedGateway(GatewayProtection protection)
        : base(suite: null, protection) => Protection = protection;

    public override string? Endpoint => new UriBuilder(Gateway.Address)
    {
        UserName = GatewayProtection.User,
        Password = Uri.EscapeDataString(GatewayProtection.Password),
    }.Uri.AbsoluteUri;

    // OpenSSL reads this file, and .NET does so on Linux.
    public override IReadOnlyDictionary<string, string?> Settings =>
        new Dictionary<string, string?> { ["SSL_CERT_FILE"] = Protection.AuthorityFile };

    protected GatewayProtection Protection { get; }
}
