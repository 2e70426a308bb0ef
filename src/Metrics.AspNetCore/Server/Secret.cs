using System.Text;

namespace PrometheusMetrics.AspNetCore;

/// <summary>A password or token, given as a value or as a file that may change.</summary>
internal sealed class Secret
{
    private readonly byte[]? _value;
    private readonly string? _file;
    private bool _isFailing;

    private Secret(byte[]? value, string? file)
    {
        _value = value;
        _file = file;
    }

    /// <returns>Null if there is neither a value nor a file.</returns>
    public static Secret? Create(string? value, string? file) =>
        value is not null ? new Secret(Encoding.UTF8.GetBytes(value), null)
        : file is not null ? new Secret(null, file)
        : null;

    /// <summary>Reads the secret without what editors add to files: a byte order mark, and line breaks at the end.</summary>
    /// <exception cref="IOException">The file cannot be read, or is empty.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public async ValueTask<byte[]> ReadAsync(CancellationToken cancellationToken)
    {
        if (_value is not null)
        {
            return _value;
        }

        var secret = Trim(await File.ReadAllBytesAsync(_file!, cancellationToken).ConfigureAwait(false));
        return secret.Length > 0 ? secret : throw new IOException($"The file '{ForeignText.Escape(_file)}' has no password or token.");
    }

    /// <summary>Reads the secret for a request.</summary>
    /// <param name="warn">A function that is called with the error when the file begins to fail.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>Null if the file cannot be read, or is empty.</returns>
    public async ValueTask<byte[]?> TryReadAsync(Action<string> warn, CancellationToken cancellationToken)
    {
        try
        {
            var secret = await ReadAsync(cancellationToken).ConfigureAwait(false);
            Volatile.Write(ref _isFailing, false);
            return secret;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            if (!Interlocked.Exchange(ref _isFailing, true))
            {
                warn(ForeignText.Escape(exception.Message, ForeignText.MaxReasonLength));
            }

            return null;
        }
    }

    private static byte[] Trim(ReadOnlySpan<byte> text)
    {
        var mark = "\uFEFF"u8;
        return (text.StartsWith(mark) ? text[mark.Length..] : text).TrimEnd("\r\n"u8).ToArray();
    }
}
