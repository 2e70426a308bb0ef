using System.Net.Sockets;

namespace PrometheusMetrics.AspNetCore;

/// <summary>A Unix domain socket to listen at.</summary>
/// <param name="Path">The absolute path of the socket file.</param>
/// <param name="Mode">The permissions of the file. Clients need the permission to write.</param>
internal sealed record UnixSocket(string Path, UnixFileMode Mode)
{
    // What open(2) returns for a socket: ENXIO, and on macOS EOPNOTSUPP.
    private const int NoSuchDevice = 6;
    private const int NotSupportedOnMac = 102;

    private const UnixFileMode MaxMode = (UnixFileMode)0x1FF;

    /// <summary>Reads permissions in octal digits, as <c>chmod</c> takes them.</summary>
    public static bool TryParseMode(string? text, out UnixFileMode mode)
    {
        var isOctal = text is { Length: > 0 and <= 4 } && text.All(digit => digit is >= '0' and <= '7');
        mode = isOctal ? (UnixFileMode)Convert.ToInt32(text, 8) : UnixFileMode.None;
        return isOctal && mode <= MaxMode;
    }

    /// <summary>Binds a socket, and replaces the file of one at which nothing listens any more. The framework deletes the file when the
    /// socket is disposed.</summary>
    /// <exception cref="IOException">A program listens at the socket, the file is no socket, or it cannot be created.</exception>
    public Socket Bind()
    {
        try
        {
            if (File.Exists(Path) || Directory.Exists(Path))
            {
                RejectLive();
                File.Delete(Path);
            }

            return BindNew();
        }
        catch (Exception exception) when (exception is SocketException or UnauthorizedAccessException)
        {
            throw new IOException(
                $"The Unix socket '{ForeignText.Escape(Path)}' cannot be created. {ForeignText.Escape(exception.Message)}. " +
                "Choose a path in a directory that exists, and that the application may write to.",
                exception);
        }
    }

    private Socket BindNew()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(new UnixDomainSocketEndPoint(Path));
            if (!OperatingSystem.IsWindows())
            {
                // Clients are refused until the server listens, so that none comes in by the permissions that the file has before.
                File.SetUnixFileMode(Path, Mode);
            }

            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private void RejectLive()
    {
        if (!IsSocket())
        {
            throw new IOException(
                $"The file '{ForeignText.Escape(Path)}' exists and is not a socket, so it is not replaced. Choose another path for the " +
                "Unix socket, or remove the file.");
        }

        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

        // A program that hangs accepts no connection, and connecting would wait for it. Windows tells the result only later.
        client.Blocking = OperatingSystem.IsWindows();
        try
        {
            client.Connect(new UnixDomainSocketEndPoint(Path));
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionRefused)
        {
            return;
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.WouldBlock)
        {
            // As many clients wait as the program admits.
        }
        catch (SocketException exception)
        {
            throw new IOException(
                $"It cannot be told whether a program listens at the Unix socket '{ForeignText.Escape(Path)}', so it is not replaced. " +
                $"{ForeignText.Escape(exception.Message)}. Choose another path, or remove the file.",
                exception);
        }

        throw new IOException(
            $"A program listens at the Unix socket '{ForeignText.Escape(Path)}': choose another path, or stop that program.");
    }

    // A socket is what cannot be opened as a file; connecting is refused for an ordinary file too. A named pipe that is opened for both
    // directions does not block. Of what may not be opened it is unknown, and connecting is refused in other words.
    private bool IsSocket()
    {
        if (Directory.Exists(Path))
        {
            return false;
        }

        if (OperatingSystem.IsWindows())
        {
            return File.GetAttributes(Path).HasFlag(FileAttributes.ReparsePoint);
        }

        try
        {
            using var file = File.OpenHandle(Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            return false;
        }
        catch (IOException exception) when (exception.HResult is NoSuchDevice or NotSupportedOnMac)
        {
            return true;
        }
        catch (IOException)
        {
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return true;
        }
    }
}
