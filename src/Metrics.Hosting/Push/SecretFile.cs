using System.Text;

namespace PrometheusMetrics.Hosting;

/// <summary>A file with a password or token. It is read at each use instead of being watched, because a mounted secret changes by a new
/// target of a symbolic link. The last legal value stays in use when the file vanishes or becomes illegal.</summary>
/// <threadsafety>Every member may be used from any thread: pushes and the janitor use the same file.</threadsafety>
internal sealed class SecretFile(string path, Func<string, bool> isLegal)
{
    private const int MaxLength = 65_536;

    private readonly Lock _gate = new();
    private string? _value;
    private bool _failing;

    public string Path { get; } = path;

    /// <summary>Reads the file.</summary>
    /// <param name="warn">A function that is called with the error when the file begins to fail after it was read once.</param>
    /// <returns>The secret, or null if the file was never legal.</returns>
    public string? Read(Action<string> warn)
    {
        lock (_gate)
        {
            return ReadOrKeep(warn);
        }
    }

    private string? ReadOrKeep(Action<string> warn)
    {
        var error = TryRead(out var value);
        if (error is null)
        {
            _value = value;
            _failing = false;
        }
        else if (_value is not null && !_failing)
        {
            _failing = true;
            warn(error);
        }

        return _value;
    }

    /// <summary>Returns the error of the file, or null if it has a legal secret.</summary>
    public string? FindError() => TryRead(out _);

    private string? TryRead(out string? value)
    {
        value = null;
        try
        {
            using var file = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[MaxLength + 1];
            var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (length > MaxLength)
            {
                return $"has more than {MaxLength} bytes";
            }

            var text = Encoding.UTF8.GetString(bytes, 0, length).TrimStart('\uFEFF').TrimEnd('\r', '\n');
            if (text.Length == 0)
            {
                return "is empty";
            }

            value = text;
            return isLegal(text) ? null : "has characters that can't be sent, such as a line break";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return exception is FileNotFoundException or DirectoryNotFoundException
                ? "does not exist"
                : $"can't be read: {ForeignText.Escape(exception.Message, ForeignText.MaxReasonLength)}";
        }
    }
}
