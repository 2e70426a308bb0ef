using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace PrometheusMetrics.AspNetCore;

/// <summary>Reads the certificate of the server, and what is expected of those of the clients.</summary>
internal static class ServerCertificates
{
    /// <returns>The options of HTTPS, or null for HTTP.</returns>
    /// <exception cref="InvalidOperationException">A file cannot be read, or has no certificate or key.</exception>
    public static HttpsConnectionAdapterOptions? Load(MetricsServerOptions options)
    {
        if (!options.HasHttps)
        {
            return null;
        }

        var https = new HttpsConnectionAdapterOptions { ServerCertificate = options.Certificate };
        if (options.CertificateFile is { } file)
        {
            var certificates = Read(nameof(options.CertificateFile), file, () => ReadServerCertificates(options, file));
            https.ServerCertificate = certificates[0];
            https.ServerCertificateChain = certificates;
        }

        if (options.HasClientCertificates)
        {
            var clients = new ClientCertificates(options, LoadAuthorities(options.ClientCertificateAuthorityFile));
            https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            https.ClientCertificateValidation = clients.IsAccepted;
        }

        return https;
    }

    private static X509Certificate2Collection? LoadAuthorities(string? file)
    {
        return file is null ? null : Read(nameof(MetricsServerOptions.ClientCertificateAuthorityFile), file, () =>
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPemFile(file);
            return authorities.Count > 0 ? authorities : throw new CryptographicException("It has no certificate in PEM.");
        });
    }

    private static X509Certificate2Collection Read(string option, string file, Func<X509Certificate2Collection> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new InvalidOperationException(
                $"{MetricsServerOptions.SectionName}:{option} '{ForeignText.Escape(file)}' cannot be used. " +
                ForeignText.Escape(exception.Message, ForeignText.MaxReasonLength),
                exception);
        }
    }

    /// <returns>The certificate of the server, and then the other ones of the file.</returns>
    private static X509Certificate2Collection ReadServerCertificates(MetricsServerOptions options, string file)
    {
        var certificates = IsPem(file)
            ? ReadPem(file, options.CertificateKeyFile, options.CertificatePassword)
            : X509CertificateLoader.LoadPkcs12CollectionFromFile(file, options.CertificatePassword);
        var own = certificates.FirstOrDefault(certificate => certificate.HasPrivateKey)
            ?? throw new CryptographicException("It has no certificate with a private key.");
        certificates.Remove(own);
        certificates.Insert(0, own);
        return certificates;
    }

    private static bool IsPem(string file) => File.ReadAllBytes(file).AsSpan().IndexOf("-----BEGIN"u8) >= 0;

    private static X509Certificate2Collection ReadPem(string file, string? keyFile, string? password)
    {
        var all = new X509Certificate2Collection();
        all.ImportFromPemFile(file);
        using var own = string.IsNullOrEmpty(password)
            ? X509Certificate2.CreateFromPemFile(file, keyFile)
            : X509Certificate2.CreateFromEncryptedPemFile(file, password, keyFile);

        // Windows cannot use the key of a PEM file for TLS before it was in a PKCS #12 file.
        var usable = X509CertificateLoader.LoadPkcs12(own.Export(X509ContentType.Pkcs12), null);
        return [usable, .. all.Where(certificate => !certificate.RawDataMemory.Span.SequenceEqual(usable.RawDataMemory.Span))];
    }
}
