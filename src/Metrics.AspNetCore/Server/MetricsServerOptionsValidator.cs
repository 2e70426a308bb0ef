using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace PrometheusMetrics.AspNetCore;

internal sealed class MetricsServerOptionsValidator : IValidateOptions<MetricsServerOptions>
{
    private const int ThumbprintLength = 64;

    public ValidateOptionsResult Validate(string? name, MetricsServerOptions options)
    {
        List<string> errors = [];
        CheckAddress(options, errors);
        CheckUnixSocket(options, errors);
        CheckCertificate(options, errors);
        CheckClientCertificates(options, errors);
        CheckBasic(options, errors);
        CheckBearer(options, errors);
        CheckLimits(options, errors);
        return errors.Count == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(errors.Select(error => $"{MetricsServerOptions.SectionName}:{error}"));
    }

    private static void CheckAddress(MetricsServerOptions options, List<string> errors)
    {
        if (options.Port is < 0 or > 65535)
        {
            errors.Add($"Port is {options.Port}, but must be 0 to 65535, such as 9464. Leave it out for no port.");
        }

        if (options.Path is not ['/', ..] || !options.Path.All(letter => char.IsAsciiLetterOrDigit(letter) || "/-._~".Contains(letter)))
        {
            errors.Add(
                $"Path is '{ForeignText.Escape(options.Path)}', but must begin with / and have only letters, digits and / - . _ ~. " +
                "Leave it out for '/metrics'.");
        }
    }

    private static void CheckUnixSocket(MetricsServerOptions options, List<string> errors)
    {
        if (!UnixSocket.TryParseMode(options.UnixSocketMode, out _))
        {
            errors.Add(
                $"UnixSocketMode is '{ForeignText.Escape(options.UnixSocketMode)}', but must be permissions in octal digits, 0000 to " +
                "0777. Leave it out for '0660'.");
        }

        if (string.IsNullOrEmpty(options.UnixSocket))
        {
            return;
        }

        try
        {
            _ = new UnixDomainSocketEndPoint(options.UnixSocketPath!);
            if (!Path.IsPathFullyQualified(options.UnixSocketPath!))
            {
                errors.Add(
                    $"UnixSocket is '{ForeignText.Escape(options.UnixSocket)}', but must be an absolute path, such as " +
                    "/run/app/metrics.sock.");
            }
        }
        catch (ArgumentException)
        {
            errors.Add(
                $"UnixSocket is '{ForeignText.Escape(options.UnixSocket)}', but the path of a socket must have 1 to about 100 bytes: " +
                "choose a shorter one, such as /run/app/metrics.sock.");
        }
    }

    private static void CheckCertificate(MetricsServerOptions options, List<string> errors)
    {
        if (options.CertificateFile is "")
        {
            errors.Add("CertificateFile is empty: set it, or leave it out for HTTP.");
        }

        if (options.Certificate is not null && options.CertificateFile is not null)
        {
            errors.Add("CertificateFile is set, and so is the option Certificate: remove one of them.");
        }

        if (options.Certificate is { HasPrivateKey: false })
        {
            errors.Add("Certificate has no private key, which a server needs: load it together with its key.");
        }

        if (options.CertificateFile is null && (options.CertificateKeyFile is not null || options.CertificatePassword is not null))
        {
            errors.Add("CertificateKeyFile or CertificatePassword is set without CertificateFile: set it too, or remove them.");
        }

        if (options.HasHttps && options.IsListening && options.Port is null)
        {
            errors.Add(
                "CertificateFile or the option Certificate is set without Port, but a Unix socket has no HTTPS: set Port, or remove it.");
        }
    }

    private static void CheckClientCertificates(MetricsServerOptions options, List<string> errors)
    {
        if (options.ClientCertificateAuthorityFile is "")
        {
            errors.Add("ClientCertificateAuthorityFile is empty: set it, or leave it out.");
        }

        if (options.HasClientCertificates && !options.HasHttps)
        {
            errors.Add(
                "ClientCertificateAuthorityFile, ClientCertificateThumbprints or ClientCertificateValidation is set without HTTPS, which " +
                "certificates of clients need: set CertificateFile.");
        }

        if (options.ClientCertificateThumbprints?.Count == 0)
        {
            errors.Add("ClientCertificateThumbprints is empty, so that no client would be accepted: set it, or leave it out.");
        }

        if (options.ClientCertificateThumbprints?.FirstOrDefault(thumbprint => !IsThumbprint(thumbprint)) is { } wrong)
        {
            errors.Add(
                $"ClientCertificateThumbprints has '{ForeignText.Escape(wrong)}', but must have SHA-256 thumbprints of 64 hexadecimal " +
                "digits: openssl x509 -in client.pem -noout -fingerprint -sha256 prints one.");
        }
    }

    private static bool IsThumbprint(string thumbprint)
    {
        var digits = ClientCertificates.Normalize(thumbprint);
        return digits.Length == ThumbprintLength && digits.All(char.IsAsciiHexDigit);
    }

    private static void CheckBasic(MetricsServerOptions options, List<string> errors)
    {
        var hasPassword = options.Password is not null || options.PasswordFile is not null;
        if (options.UserName is not null != hasPassword)
        {
            errors.Add(
                hasPassword
                    ? "Password or PasswordFile is set without UserName: set it too, or remove them."
                    : "UserName is set without Password or PasswordFile: set one of them, or remove UserName.");
        }

        if (options.Password is not null && options.PasswordFile is not null)
        {
            errors.Add("Password is set, and so is PasswordFile: remove one of them.");
        }

        if (options.Password is "" || options.PasswordFile is "")
        {
            errors.Add("Password or PasswordFile is empty: set it, or leave it and UserName out for no basic authentication.");
        }

        if (options.UserName is { } userName && (userName.Length == 0 || userName.Any(letter => letter == ':' || char.IsControl(letter))))
        {
            // It is not shown, because a name with a colon may be a name with its password.
            errors.Add("UserName is empty, or has a colon or control characters: set another name, and its password in Password.");
        }
    }

    private static void CheckBearer(MetricsServerOptions options, List<string> errors)
    {
        if (options.BearerToken is not null && options.BearerTokenFile is not null)
        {
            errors.Add("BearerToken is set, and so is BearerTokenFile: remove one of them.");
        }

        if (options.BearerTokenFile is "")
        {
            errors.Add("BearerTokenFile is empty: set it, or leave it out.");
        }

        if (options.BearerToken is { } token && (token.Length == 0 || token.Any(letter => letter is <= ' ' or > '~')))
        {
            errors.Add("BearerToken is empty, or has other characters than visible ASCII: set another token, or leave it out.");
        }
    }

    private static void CheckLimits(MetricsServerOptions options, List<string> errors)
    {
        if (options.ConnectionLimit < 1)
        {
            errors.Add($"ConnectionLimit is {options.ConnectionLimit}, but must be 1 or more. Leave it out for 200.");
        }

        if (options.Endpoint is null)
        {
            errors.Add("Endpoint is null: leave it as it is, and set its properties.");
        }
    }
}
