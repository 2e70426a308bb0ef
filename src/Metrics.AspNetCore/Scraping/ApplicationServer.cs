using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace PrometheusMetrics.AspNetCore;

/// <summary>What is known of the server of the application when it has started.</summary>
internal static class ApplicationServer
{
    private const string PortKey = $"{MetricsEndpointOptions.SectionName}:{nameof(MetricsEndpointOptions.Port)}";

    /// <summary>Returns the addresses that other machines may reach: neither loopback addresses nor Unix sockets and named
    /// pipes.</summary>
    public static IReadOnlyList<string> GetPublicAddresses(IServiceProvider services) =>
        [.. GetAddresses(services).Where(IsPublic).Select(address => address.ToString())];

    /// <exception cref="InvalidOperationException">The application has another server.</exception>
    public static void VerifyKestrel(IServiceProvider services, int port)
    {
        if (!IsKestrel(services))
        {
            var server = services.GetService<IServer>()?.GetType().Name ?? "none";
            throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture,
                $"MapMetrics has a port of its own ({PortKey} is {port}), which needs Kestrel, but the server of the application is " +
                $"{server}. Leave the port out and call RequireAuthorization(). In a test with TestServer, remove the port by " +
                $"services.PostConfigure<MetricsEndpointOptions>(options => options.Port = null)."));
        }
    }

    /// <exception cref="InvalidOperationException">The application itself listens at the port.</exception>
    public static void VerifyFree(IServiceProvider services, int port)
    {
        if (port != 0 && GetAddresses(services).FirstOrDefault(address => IsNetwork(address) && address.Port == port) is { } address)
        {
            throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture,
                $"{PortKey} is {port}, but the application itself listens there ({ForeignText.Escape(address.ToString())}): choose " +
                $"another port, or leave Port out to serve the metrics at the addresses of the application."));
        }
    }

    /// <summary>Returns the setting by which every address of the application speaks only HTTP/2 without TLS, as
    /// <c>Kestrel:EndpointDefaults:Protocols</c> does in the template for gRPC, or null. What is set in code is unknown.</summary>
    public static string? FindHttp2OnlySetting(IServiceProvider services)
    {
        if (!IsKestrel(services)
            || services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.ConfigurationLoader?.Configuration is not { } kestrel)
        {
            return null;
        }

        var defaults = kestrel.GetSection("EndpointDefaults:Protocols");
        var endpoints = kestrel.GetSection("Endpoints").GetChildren().ToList();
        var addresses = GetAddresses(services);
        if (endpoints.Count == 0)
        {
            return IsHttp2(defaults) && addresses.Count > 0 && addresses.All(address => IsPlain(address.Scheme)) ? defaults.Path : null;
        }

        // Addresses that are not in the configuration are set in code.
        return endpoints.Count >= addresses.Count && endpoints.All(endpoint => IsPlain(endpoint["Url"]) && IsHttp2(GetProtocols(endpoint)))
            ? GetProtocols(endpoints[0]).Path
            : null;

        IConfigurationSection GetProtocols(IConfigurationSection endpoint) =>
            endpoint.GetSection("Protocols") is { Value: not null } own ? own : defaults;
    }

    private static bool IsKestrel(IServiceProvider services) =>
        services.GetService<IServer>()?.GetType().Assembly == typeof(KestrelServer).Assembly;

    private static List<BindingAddress> GetAddresses(IServiceProvider services) =>
        [.. services.GetService<IServer>()?.Features.Get<IServerAddressesFeature>()?.Addresses.Select(BindingAddress.Parse) ?? []];

    private static bool IsPublic(BindingAddress address) => IsNetwork(address)
        && !address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        && !(IPAddress.TryParse(address.Host, out var ip) && IPAddress.IsLoopback(ip));

    private static bool IsNetwork(BindingAddress address) => !address.IsUnixPipe && !address.IsNamedPipe;

    private static bool IsPlain(string? address) =>
        address?.StartsWith(Uri.UriSchemeHttp, StringComparison.OrdinalIgnoreCase) == true
        && !address.StartsWith(Uri.UriSchemeHttps, StringComparison.OrdinalIgnoreCase);

    private static bool IsHttp2(IConfigurationSection protocols) =>
        Enum.TryParse<HttpProtocols>(protocols.Value, ignoreCase: true, out var value) && value == HttpProtocols.Http2;
}
