using System.Text.RegularExpressions;
using PrometheusMetrics.EndToEnd.Infrastructure;

namespace PrometheusMetrics.EndToEnd.Scenarios;

/// <summary>What an application, its operator and the gateway notice of the faults between them.</summary>
public sealed class PushFaultTests(PushFaultTests.Fixture fixture) : IClassFixture<PushFaultTests.Fixture>
{
    private const string ShortTimeout = "00:00:03";
    private const string TookLong = "took longer than 00:00:03";
    private const string Trickled = "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 1000\r\n\r\nno disk";
    private const string Page = "<html>\n<head>\u001b[2K</head>\n<body>\r\nwarn: forged line\n</body>\n</html>";
    private const string Elsewhere = "Location: https://user:hush-hush@sso.example/login?token=SECRET";

    private static readonly string[] Secrets = [GatewayProtection.Password, "right%20password", "hush-hush", "SECRET"];

    private static readonly Case[] Cases =
    [
        new("not there at start", () => Process(new KilledGateway(null)), "refused") { IsBrokenAtStart = true },
        new("killed", () => Process(new KilledGateway(null)), "refused|reset|ended"),
        new("killed, 1.11", () => Process(new KilledGateway("trixie")), "refused|reset|ended"),
        new("stopped", () => Process(new StoppedGateway(null)), TookLong) { Timeout = ShortTimeout },
        new("stopped, 1.11", () => Process(new StoppedGateway("trixie")), TookLong) { Timeout = ShortTimeout },
        new("answers 400", Faults.Answer("400 Bad Request", "pushed metrics are invalid"), "400 Bad Request: pushed metrics are"),
        new("answers 401", Faults.Answer("401 Unauthorized", "who are you"), "401 Unauthorized: who are you"),
        new("answers 404", Faults.Answer("404 Not Found", "404 page not found"), "404 Not Found: 404 page not found"),
        new("answers 500", Faults.Answer("500 Internal Server Error", "no disk"), "500 Internal Server Error: no disk"),
        new("answers 503", Faults.Answer("503 Service Unavailable", ""), "503 Service Unavailable"),
        new("answers 301", Faults.Answer("301 Moved Permanently", "", Elsewhere), "301 Moved.*https://sso.example(:443)?/login"),
        new("answers by a page", Faults.Answer("502 Bad Gateway", Page), "502 Bad Gateway: <html>.*forged line"),
        new("answers 401 before a large body", Faults.AnswerEarly("401 Unauthorized", "no"), "401 Unauthorized: no") { IsLarge = true },
        new("answers 413 before a large body", Faults.AnswerEarly("413 Too Large", "much"), "413 Too Large: much") { IsLarge = true },
        new("closes in the body", Faults.CloseInBody, "failed: .*(ended|reset|aborted|closed|broken|copying|error)"),
        new("never answers", Faults.Hang, TookLong) { Timeout = ShortTimeout },
        new("answers a byte a second", Faults.Trickle("", "HTTP/1.1 200 OK\r\n\r\n"), TookLong) { Timeout = ShortTimeout },
        new("answers 500, then a byte a second", Faults.Trickle(Trickled, "and so on"), "500 Internal Server Error: no disk"),
        new("certificate that is not trusted", () => Process(new GatewayWithForeignCertificate()), "certificate|refused")
        {
            IsBrokenAtStart = true,
        },
        new("wrong password", () => Process(new GatewayWithOtherPassword()), "401 Unauthorized"),
        new("name that does not resolve", () => Process(new MisnamedGateway()), @"pushgateway\.invalid")
        {
            IsBrokenAtStart = true,
            Timeout = "00:01:30",
        },
    ];

    public static TheoryData<string> Names => [.. Cases.Select(fault => fault.Name)];

    // R-349
    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_request_is_answered_and_the_gateway_holds_the_exact_value_when_it_is_back(string name)
    {
        var fault = await fixture.GetAsync(name);

        Assert.Equal(fault.Requests, fault.Group.Value("work_done_total"));
        Assert.Equal(fault.Requests, fault.Group.Value("work_collected_total"));
        Assert.True(fault.Group.Value("metrics_push_attempts_total", ("outcome", "failure")) > 0);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{name}: a request takes {fault.Latency.Broken / fault.Latency.Healthy:0.00} times as long while the gateway is broken.");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_log_has_the_reason_in_one_line_and_one_line_when_it_is_over(string name)
    {
        var fault = await fixture.GetAsync(name);

        var warning = Assert.Single(fault.LogOfFault);
        Assert.Matches(new Regex(GetReason(name), RegexOptions.None, TimeSpan.FromSeconds(1)), warning.Message);
        AssertIsFitForLogs(warning);
        Assert.All(fault.LogOfRecovery, AssertIsFitForLogs);

        // A new target and the first success of all have lines of their own.
        Assert.Single(fault.LogOfRecovery, entry => entry.Message.Contains(" are pushed again, ", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_application_ends_within_its_time_and_one_line_says_what_is_lost(string name)
    {
        var fault = await fixture.GetAsync(name);

        // A host that does not end in time ends with another code.
        Assert.Equal(0, fault.ExitCode);
        var warning = Assert.Single(fault.LogOfShutdown, entry => entry.IsWarning);
        Assert.Matches(new Regex("lost|uncertain", RegexOptions.None, TimeSpan.FromSeconds(1)), warning.Message);
        Assert.Matches(new Regex(GetReason(name), RegexOptions.None, TimeSpan.FromSeconds(1)), warning.Message);
        AssertIsFitForLogs(warning);
        TestContext.Current.TestOutputHelper?.WriteLine($"{name}: it ended in {fault.ShutdownTime.TotalSeconds:0.0} s.");
    }

    private static string GetReason(string name) => Cases.Single(fault => fault.Name == name).Reason;

    private static void AssertIsFitForLogs(LogEntry entry)
    {
        Assert.True(entry.IsOneLine, $"This is more than one line: {entry}");
        Assert.True(entry.Message.Length < 1000, $"This is too long: {entry}");
        Assert.All(Secrets, secret => Assert.DoesNotContain(secret, entry.Message, StringComparison.Ordinal));
    }

    private static Task<BreakableGateway> Process(BreakableGatewayProcess gateway) => BreakableGatewayProcess.StartAsync(gateway);

    /// <summary>The scenarios of all cases, a few at a time.</summary>
    public sealed class Fixture : IDisposable
    {
        private readonly SemaphoreSlim _room = new(3);
        private readonly Lazy<Dictionary<string, Task<PushFault>>> _faults;

        public Fixture() => _faults = new(() => Cases.ToDictionary(fault => fault.Name, RunAsync));

        public void Dispose() => _room.Dispose();

        internal Task<PushFault> GetAsync(string name) => _faults.Value[name];

        private async Task<PushFault> RunAsync(Case fault)
        {
            await _room.WaitAsync();
            try
            {
                return await PushFault.RunAsync(fault.Start, fault.IsBrokenAtStart, [.. fault.Settings]);
            }
            finally
            {
                _room.Release();
            }
        }
    }

    private sealed record Case(string Name, Func<Task<BreakableGateway>> Start, string Reason)
    {
        public Case(string name, Fault fault, string reason)
            : this(name, () => GatewayBehindFault.StartAsync(fault), reason)
        {
        }

        public bool IsBrokenAtStart { get; init; }

        /// <summary>Whether a push is larger than what is sent at once.</summary>
        public bool IsLarge { get; init; }

        public string? Timeout { get; init; }

        public IEnumerable<KeyValuePair<string, string?>> Settings
        {
            get
            {
                if (IsLarge)
                {
                    yield return new("Series", "20000");
                    yield return new("IsPatient", "true");
                }

                if (Timeout is not null)
                {
                    yield return new("Prometheus__Pushgateway__Timeout", Timeout);
                }
            }
        }
    }
}
