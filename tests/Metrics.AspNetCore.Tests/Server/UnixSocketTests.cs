using System.Diagnostics;
using System.Net.Sockets;
using PrometheusMetrics.AspNetCore;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore.Server;

public sealed class UnixSocketTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string SocketPath => _folder["metrics.sock"];

    [Theory]
    [InlineData("")]
    [InlineData("unix:")]
    public async Task A_client_scrapes_over_the_socket(string prefix)
    {
        await using var server = await StartAsync(prefix);

        Assert.Equal("unix:" + SocketPath, Assert.Single(server.Addresses));
        Assert.Null(server.Port);
        Assert.EndsWith(TestMetricsServer.Sample, await GetAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Curl_scrapes_over_the_socket()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/curl"), "This test needs curl.");
        await using var server = await StartAsync();

        Assert.EndsWith(
            TestMetricsServer.Sample,
            await RunAsync("/usr/bin/curl", "--silent", "--noproxy", "*", "--unix-socket", SocketPath, "http://localhost/metrics"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_and_a_socket_are_served_at_once()
    {
        await using var server = await TestMetricsServer.StartAsync(options => options.UnixSocket = SocketPath);

        Assert.Equal(2, server.Addresses.Count);
        Assert.EndsWith(TestMetricsServer.Sample, await server.GetAsync(), StringComparison.Ordinal);
        Assert.EndsWith(TestMetricsServer.Sample, await GetAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "660")]
    [InlineData("0600", "600")]
    [InlineData("666", "666")]
    public async Task The_file_has_the_mode_of_the_option(string? mode, string expected)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no modes.");
        await using var server = await StartAsync(configure: options => options.UnixSocketMode = mode ?? options.UnixSocketMode);

#pragma warning disable CA1416 // Skipped on Windows.
        Assert.Equal(expected, Convert.ToString((int)File.GetUnixFileMode(SocketPath), 8));
#pragma warning restore CA1416
    }

    [Fact]
    public void The_mode_is_set_before_the_first_client_can_connect()
    {
        using var socket = new UnixSocket(SocketPath, UnixFileMode.UserRead | UnixFileMode.UserWrite).Bind();
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

        var error = Assert.Throws<SocketException>(() => client.Connect(new UnixDomainSocketEndPoint(SocketPath)));
        Assert.Equal(SocketError.ConnectionRefused, error.SocketErrorCode);
    }

    [Fact]
    public async Task The_file_is_removed_at_the_stop_and_the_server_starts_again_ten_times()
    {
        for (var i = 0; i < 10; i++)
        {
            await using (await StartAsync())
            {
                Assert.EndsWith(TestMetricsServer.Sample, await GetAsync(), StringComparison.Ordinal);
            }

            Assert.False(File.Exists(SocketPath));
        }
    }

    [Fact]
    public async Task The_file_of_a_socket_that_nothing_listens_at_is_replaced()
    {
        LeaveStaleSocket();

        await using var server = await StartAsync();

        Assert.EndsWith(TestMetricsServer.Sample, await GetAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_socket_that_a_program_listens_at_is_not_replaced()
    {
        await using var first = await StartAsync();

        var error = await Assert.ThrowsAsync<IOException>(() => StartAsync());

        Assert.Equal(
            $"A program listens at the Unix socket '{SocketPath}': choose another path, or stop that program.", error.Message);
        Assert.EndsWith(TestMetricsServer.Sample, await GetAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_hangs_delays_no_start()
    {
        using var hung = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        hung.Bind(new UnixDomainSocketEndPoint(SocketPath));
        hung.Listen(1);
        var waiting = new List<Socket>();
        try
        {
            // Clients that are never accepted, until the system refuses more.
            for (var refused = false; !refused;)
            {
                var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { Blocking = false };
                waiting.Add(client);
                refused = Record.Exception(() => client.Connect(new UnixDomainSocketEndPoint(SocketPath))) is not null;
            }

            var error = await Assert.ThrowsAsync<IOException>(() => Task.Run(() => StartAsync()).InTime());

            Assert.StartsWith($"A program listens at the Unix socket '{SocketPath}'", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            waiting.ForEach(client => client.Dispose());
        }
    }

    [Fact]
    public async Task A_socket_that_may_not_be_opened_is_not_called_a_file()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "The superuser may open every file.");
        LeaveStaleSocket();
#pragma warning disable CA1416 // Skipped on Windows.
        File.SetUnixFileMode(SocketPath, UnixFileMode.None);
#pragma warning restore CA1416

        var error = await Assert.ThrowsAsync<IOException>(() => StartAsync());

        Assert.StartsWith(
            $"It cannot be told whether a program listens at the Unix socket '{SocketPath}'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_socket_that_cannot_be_created_leaves_no_port_open()
    {
        int port;
        IOException error;
        do
        {
            // Another program may take the port between the question and the start.
            port = GetFreePort();
            error = await Assert.ThrowsAsync<IOException>(() => TestMetricsServer.StartAsync(
                options => (options.Port, options.UnixSocket) = (port, _folder["missing/metrics.sock"])));
        }
        while (error.Message.Contains("is in use", StringComparison.Ordinal));

        using var client = new TcpClient();
        await Assert.ThrowsAsync<SocketException>(
            () => client.ConnectAsync("127.0.0.1", port, TestContext.Current.CancellationToken).AsTask());
    }

    [Theory]
    [InlineData("file")]
    [InlineData("pipe")]
    [InlineData("folder")]
    public async Task What_is_no_socket_is_never_deleted(string kind)
    {
        switch (kind)
        {
            case "file":
                _folder.Write("metrics.sock", "precious");
                break;
            case "pipe":
                await RunAsync("/usr/bin/mkfifo", SocketPath);
                break;
            default:
                Directory.CreateDirectory(SocketPath);
                break;
        }

        var error = await Assert.ThrowsAsync<IOException>(() => StartAsync()).InTime();

        Assert.Contains("is not a socket, so it is not replaced", error.Message, StringComparison.Ordinal);
        Assert.True(Path.Exists(SocketPath));
        Assert.Equal(kind == "file" ? "precious" : "", kind == "file" ? await File.ReadAllTextAsync(SocketPath) : "");
    }

    [Fact]
    public async Task A_directory_that_does_not_exist_is_named()
    {
        var error = await Assert.ThrowsAsync<IOException>(
            () => StartAsync(configure: options => options.UnixSocket = _folder["missing/metrics.sock"]));

        Assert.Contains(_folder["missing/metrics.sock"], error.Message, StringComparison.Ordinal);
        Assert.Contains("a directory that exists", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Passwords_protect_the_socket_too()
    {
        await using var server = await StartAsync(configure: options => options.BearerToken = "token");
        using var client = TestMetricsServer.CreateUnixClient(SocketPath);

        using var response = await client.GetAsync(new Uri("http://localhost/metrics"), TestContext.Current.CancellationToken);

        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, response.StatusCode);
    }

    public void Dispose() => _folder.Dispose();

    private Task<MetricsServer> StartAsync(string prefix = "", Action<MetricsServerOptions>? configure = null)
    {
        var options = new MetricsServerOptions { UnixSocket = prefix + SocketPath };
        configure?.Invoke(options);
        return MetricsServer.StartAsync(TestMetricsServer.CreateRegistry(), options, TestContext.Current.CancellationToken);
    }

    private async Task<string> GetAsync()
    {
        using var client = TestMetricsServer.CreateUnixClient(SocketPath);
        return await client.GetStringAsync(new Uri("http://localhost/metrics"), TestContext.Current.CancellationToken);
    }

    private static int GetFreePort()
    {
        using var free = new TcpListener(System.Net.IPAddress.Loopback, 0);
        free.Start();
        return ((System.Net.IPEndPoint)free.LocalEndpoint).Port;
    }

    // As a program does that is killed: the framework would remove the file when the socket is closed, so it is renamed meanwhile.
    private void LeaveStaleSocket()
    {
        using (var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            socket.Bind(new UnixDomainSocketEndPoint(SocketPath));
            socket.Listen();
            File.Move(SocketPath, _folder["stale"]);
        }

        File.Move(_folder["stale"], SocketPath);
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).InTime();
        Assert.Equal(0, process.ExitCode);
        return await output;
    }
}
