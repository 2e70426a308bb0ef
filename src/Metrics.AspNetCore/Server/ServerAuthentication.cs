using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace PrometheusMetrics.AspNetCore;

/// <summary>Basic and bearer authentication with one user and one token. Sources: RFC 7617, RFC 6750.</summary>
internal sealed partial class ServerAuthentication
{
    private readonly byte[] _userAndColon;
    private readonly Secret? _password;
    private readonly Secret? _token;
    private readonly StringValues _challenges;
    private readonly ILogger _logger;

    private ServerAuthentication(string? userName, Secret? password, Secret? token, ILogger logger)
    {
        _userAndColon = Encoding.UTF8.GetBytes(userName + ":");
        _password = password;
        _token = token;
        _logger = logger;
        List<string> challenges = [];
        if (password is not null)
        {
            challenges.Add("Basic realm=\"metrics\", charset=\"UTF-8\"");
        }

        if (token is not null)
        {
            challenges.Add("Bearer realm=\"metrics\"");
        }

        _challenges = challenges.ToArray();
    }

    /// <summary>Creates the authentication, and reads the files once, so that a mistake is found now.</summary>
    /// <returns>Null if every client is accepted.</returns>
    /// <exception cref="InvalidOperationException">A file cannot be read, or is empty.</exception>
    public static async Task<ServerAuthentication?> CreateAsync(
        MetricsServerOptions options, ILogger logger, CancellationToken cancellationToken)
    {
        var password = Secret.Create(options.Password, options.PasswordFile);
        var token = Secret.Create(options.BearerToken, options.BearerTokenFile);
        if (password is null && token is null)
        {
            return null;
        }

        await CheckAsync(password, nameof(MetricsServerOptions.PasswordFile), static _ => { }, cancellationToken).ConfigureAwait(false);
        await CheckAsync(token, nameof(MetricsServerOptions.BearerTokenFile), RejectUnusable, cancellationToken).ConfigureAwait(false);
        return new ServerAuthentication(options.UserName, password, token, logger);

        void RejectUnusable(ReadOnlySpan<byte> bytes)
        {
            if (bytes.ContainsAnyExceptInRange((byte)'!', (byte)'~'))
            {
                throw new IOException(
                    $"The token in the file '{ForeignText.Escape(options.BearerTokenFile)}' has other characters than visible ASCII, " +
                    "such as a blank or a line break, which no client can send.");
            }
        }
    }

    /// <summary>Returns whether the request has the right user and password, or the right token.</summary>
    public async ValueTask<bool> AcceptsAsync(HttpRequest request)
    {
        if (request.Headers.Authorization is not [{ } header] || header.IndexOf(' ', StringComparison.Ordinal) is var blank && blank < 0)
        {
            return false;
        }

        var (scheme, credentials) = (header[..blank], header[(blank + 1)..].Trim(' '));
        var aborted = request.HttpContext.RequestAborted;
        if (_token is not null && scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
        {
            return await _token.TryReadAsync(error => LogFailingFile(GetKey(nameof(MetricsServerOptions.BearerTokenFile)), error), aborted)
                .ConfigureAwait(false) is { } token && AreEqual(Encoding.UTF8.GetBytes(credentials), token);
        }

        // User and password are compared as one, so that a wrong user takes the same time as a wrong password.
        return _password is not null
            && scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase)
            && TryDecode(credentials) is { } userAndPassword
            && await _password.TryReadAsync(error => LogFailingFile(GetKey(nameof(MetricsServerOptions.PasswordFile)), error), aborted)
                .ConfigureAwait(false) is { } password
            && AreEqual(userAndPassword, [.. _userAndColon, .. password]);
    }

    /// <summary>Answers a request that is not accepted.</summary>
    public Task ChallengeAsync(HttpResponse response)
    {
        response.Headers.WWWAuthenticate = _challenges;
        return ScrapeError.SendAsync(
            response,
            StatusCodes.Status401Unauthorized,
            "The metrics need a user name and password, or a token, which this request lacks.");
    }

    private static async Task CheckAsync(
        Secret? secret, string option, Action<ReadOnlySpan<byte>> check, CancellationToken cancellationToken)
    {
        try
        {
            if (secret is not null)
            {
                check(await secret.ReadAsync(cancellationToken).ConfigureAwait(false));
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException(
                $"{GetKey(option)} cannot be used. " +
                ForeignText.Escape(exception.Message, ForeignText.MaxReasonLength),
                exception);
        }
    }

    private static string GetKey(string option) => $"{MetricsServerOptions.SectionName}:{option}";

    private static byte[]? TryDecode(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length) ? bytes[..length] : null;
    }

    // Hashes have the same length, so that the time tells nothing about the length of the secret either.
    private static bool AreEqual(byte[] given, byte[] expected) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(given), SHA256.HashData(expected));

    [LoggerMessage(3, LogLevel.Warning,
        "{Key} cannot be used, so requests that need it are answered with status 401 until the file is back. {Error}")]
    private partial void LogFailingFile(string key, string error);
}
