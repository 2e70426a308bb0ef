using System.Net.Http.Headers;
using System.Text;

namespace PrometheusMetrics.Hosting;

/// <summary>The credentials of a gateway, which may be in a file that changes.</summary>
/// <threadsafety>Every member may be used from any thread.</threadsafety>
internal sealed class PushgatewayCredentials
{
    private readonly string? _userName;
    private readonly string? _secret;
    private readonly SecretFile? _file;
    private readonly string _fileKey;

    private PushgatewayCredentials(string? userName, string? secret, SecretFile? file, string fileKey)
    {
        _userName = userName;
        _secret = secret;
        _file = file;
        _fileKey = fileKey;
    }

    /// <summary>Creates the credentials of options that were validated.</summary>
    /// <param name="options">The options.</param>
    /// <param name="section">The path of their configuration section.</param>
    /// <param name="previous">The credentials in use, or null. If they have the same file, its last legal secret is kept.</param>
    public static PushgatewayCredentials Create(PushgatewayOptions options, string section, PushgatewayCredentials? previous)
    {
        var isBasic = options.UserName is not null;
        var path = isBasic ? options.PasswordFile : options.BearerTokenFile;
        var file = path is null ? null
            : previous?._file?.Path == path && previous.IsBasic == isBasic ? previous._file
            : new SecretFile(path, isBasic ? IsPassword : IsToken);
        var key = isBasic ? nameof(options.PasswordFile) : nameof(options.BearerTokenFile);
        return new(options.UserName, isBasic ? options.Password : options.BearerToken, file, $"{section}:{key}");
    }

    private bool IsBasic => _userName is not null;

    /// <summary>Reads the file, if there is one.</summary>
    /// <returns>The error, which begins with the key, or null if there is none or an earlier secret is known.</returns>
    public string? FindError(Action<string> warn) =>
        _file is not null && _file.Read(error => warn(Explain(error))) is null ? Explain(_file.FindError()) : null;

    /// <summary>Returns the header, with the secret that the file has now, or null if there are no credentials.</summary>
    /// <param name="warn">A function that is called once when the file begins to fail.</param>
    public AuthenticationHeaderValue? GetHeader(Action<string> warn)
    {
        var secret = _file is null ? _secret : _file.Read(error => warn(Explain(error)));
        return secret is null ? null
            : IsBasic ? new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{_userName}:{secret}")))
            : new("Bearer", secret);
    }

    /// <summary>Whether a user name or password can be sent. Source: RFC 7617, section 2: no control characters.</summary>
    public static bool IsPassword(string text) => !text.Any(char.IsControl);

    /// <summary>Whether a token can be sent. Source: RFC 6750, section 2.1, which allows fewer characters.</summary>
    public static bool IsToken(string text) => text.Length > 0 && text.All(letter => letter is > ' ' and <= '~');

    private string Explain(string? error) => $"{_fileKey}: the file '{ForeignText.Escape(_file!.Path)}' {error}";
}
