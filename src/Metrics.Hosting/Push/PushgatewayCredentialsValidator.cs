namespace PrometheusMetrics.Hosting;

/// <summary>Checks that the credentials of a gateway are complete, legal, and set in one way only. No message shows a value.</summary>
internal static class PushgatewayCredentialsValidator
{
    private const string Authorization = "Authorization";

    public static void Check(PushgatewayOptions options, List<string> errors)
    {
        CheckBasic(options, errors);
        CheckBearer(options, errors);
        CheckPath(nameof(options.PasswordFile), options.PasswordFile, errors);
        CheckPath(nameof(options.BearerTokenFile), options.BearerTokenFile, errors);
        CheckSources(options, errors);
    }

    private static void CheckBasic(PushgatewayOptions options, List<string> errors)
    {
        if (options is { Password: not null, PasswordFile: not null })
        {
            errors.Add("Password is set, and so is PasswordFile: remove one of them.");
        }

        if (options.UserName is null)
        {
            if (options.Password is not null || options.PasswordFile is not null)
            {
                errors.Add("UserName is missing, but there is a Password or PasswordFile: set it.");
            }

            return;
        }

        if (options is { Password: null, PasswordFile: null })
        {
            errors.Add("UserName is set, but neither Password nor PasswordFile: set one of them; a password may be empty.");
        }

        if (options.UserName.Length == 0 || options.UserName.Contains(':') || !PushgatewayCredentials.IsPassword(options.UserName))
        {
            errors.Add("UserName is empty, or has a colon or a control character, which basic authentication can't send: correct it.");
        }

        if (options.Password is { } password && !PushgatewayCredentials.IsPassword(password))
        {
            errors.Add("Password has a control character, such as a line break, which can't be sent: correct it.");
        }
    }

    private static void CheckBearer(PushgatewayOptions options, List<string> errors)
    {
        if (options is { BearerToken: not null, BearerTokenFile: not null })
        {
            errors.Add("BearerToken is set, and so is BearerTokenFile: remove one of them.");
        }

        if (options.BearerToken is { } token && !PushgatewayCredentials.IsToken(token))
        {
            errors.Add(
                "BearerToken is empty, or has a character other than visible ASCII, such as a space or line break, which can't be sent: " +
                "correct it.");
        }
    }

    private static void CheckPath(string key, string? path, List<string> errors)
    {
        if (path is not null && string.IsNullOrWhiteSpace(path))
        {
            errors.Add($"{key} is empty: set the path of a file, or remove it.");
        }
    }

    private static void CheckSources(PushgatewayOptions options, List<string> errors)
    {
        string?[] sources =
        [
            options.UserName is null ? null : nameof(options.UserName),
            options.BearerToken is null && options.BearerTokenFile is null ? null
                : options.BearerToken is null ? nameof(options.BearerTokenFile) : nameof(options.BearerToken),
            HasUserInfo(options.Endpoint) ? "a user name in Endpoint" : null,
            options.Headers?.Keys.Contains(Authorization, StringComparer.OrdinalIgnoreCase) == true ? $"Headers:{Authorization}" : null,
        ];
        string[] found = [.. sources.OfType<string>()];
        if (found.Length > 1)
        {
            errors.Add(
                $" there are credentials in several places, {string.Join(" and ", found)}, of which only one can be sent: keep one.");
        }
    }

    private static bool HasUserInfo(string? endpoint)
    {
        if (string.IsNullOrEmpty(endpoint))
        {
            return false;
        }

        var withScheme = endpoint.Contains("://", StringComparison.Ordinal) ? endpoint : "http://" + endpoint;
        return Uri.TryCreate(withScheme.Trim(), UriKind.Absolute, out var uri) && uri.UserInfo.Length > 0;
    }
}
