using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PrometheusMetrics.AspNetCore;

/// <summary>Decides which certificates of clients are accepted: those for which everything holds that is set.</summary>
internal sealed class ClientCertificates
{
    private static readonly Oid ClientAuthentication = new("1.3.6.1.5.5.7.3.2");

    private readonly X509Certificate2Collection? _authorities;
    private readonly HashSet<string>? _thumbprints;
    private readonly Func<X509Certificate2, X509Chain?, SslPolicyErrors, bool>? _validation;

    public ClientCertificates(MetricsServerOptions options, X509Certificate2Collection? authorities)
    {
        _authorities = authorities;
        _thumbprints = options.ClientCertificateThumbprints?.Select(Normalize).ToHashSet(StringComparer.OrdinalIgnoreCase);
        _validation = options.ClientCertificateValidation;
    }

    /// <summary>Removes the colons that some programs write between the bytes of a thumbprint.</summary>
    public static string Normalize(string thumbprint) => thumbprint.Replace(":", "", StringComparison.Ordinal);

    public bool IsAccepted(X509Certificate2 certificate, X509Chain? chain, SslPolicyErrors errors) =>
        (_thumbprints is null || IsListed(certificate, _thumbprints))
        && (_authorities is null || IsIssuedBy(_authorities, certificate, chain))
        && (_validation is null || _validation(certificate, chain, errors));

    private static bool IsListed(X509Certificate2 certificate, HashSet<string> thumbprints)
    {
        var now = TimeProvider.System.GetLocalNow().DateTime;
        return now >= certificate.NotBefore && now <= certificate.NotAfter
            && thumbprints.Contains(certificate.GetCertHashString(HashAlgorithmName.SHA256));
    }

    private static bool IsIssuedBy(X509Certificate2Collection authorities, X509Certificate2 certificate, X509Chain? received)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(ClientAuthentication);
        chain.ChainPolicy.DisableCertificateDownloads = true;
        if (received is not null)
        {
            // The intermediate certificates that the client sent.
            chain.ChainPolicy.ExtraStore.AddRange(received.ChainPolicy.ExtraStore);
        }

        return chain.Build(certificate);
    }
}
