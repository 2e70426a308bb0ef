using System.Buffers;
using System.Net;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Exposition;
using PrometheusMetrics.Pushgateway;
using PrometheusMetrics.Tests.Exposition;
using PrometheusMetrics.Tests.Pushgateway;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests;

/// <summary>Each place where a message shows a text that the library did not write.</summary>
public class ForeignTextInMessagesTests : EngineTest
{
    private static readonly Dictionary<string, Func<ForeignTextInMessagesTests, string, Task>> Texts = new()
    {
        ["the name of a metric"] = (test, text) => Do(() => test.Factory.CreateGauge(text, "")),
        ["the name of a label"] = (test, text) => Do(() => test.Factory.CreateGauge("x", "", text)),
        ["the name of a constant label"] = (test, text) => Do(() => test.Factory.WithConstantLabels((text, ""))),
        ["a prefix"] = (test, text) => Do(() => test.Factory.WithPrefix(text)),
        ["a unit"] = (test, text) => Do(() => test.Factory.CreateGauge("x", "", new GaugeOptions { Unit = text })),
        ["the unit of what has none"] = (_, text) => Do(() => new MetricDescriptor(MetricType.Info, "x", "", [], text)),
        ["the help of another shape"] = (test, text) => Do(() =>
        {
            test.Factory.CreateGauge("x", text);
            test.Factory.CreateGauge("x", "Other.");
        }),
        ["a state of another shape"] = (test, text) => Do(() =>
        {
            test.Factory.CreateStateSet("x", "", new StateSetOptions { States = [text] });
            test.Factory.CreateStateSet("x", "", new StateSetOptions { States = ["on"] });
        }),
        ["a state"] = (test, text) => Do(() => test.CreateStates("on").Set(text, true)),
        ["the states that there are"] = (test, text) => Do(() => test.CreateStates(text).Switch("off")),
        ["a state that is there twice"] = (test, text) => Do(() => test.CreateStates(text, text)),
        ["the name of a label in an info"] = (test, text) => Do(() => test.Factory.CreateInfo("x", "").Set((text, "1"))),
        ["the name of a sample"] = (test, text) => Do(() => test.Registry.GetSampleValue(text)),
        ["the label of a sample"] = (test, text) => Do(() => test.Registry.GetSampleValue("x", (text, null!))),
        ["the constant label of an observable"] = (test, text) => Do(() =>
        {
            var factory = test.Factory.WithConstantLabels(("a", text));
            factory.CreateObservableGauge("x", "", () => 1);
            factory.CreateObservableGauge("x", "", () => 1);
        }),
        ["the labels of a series that is reported twice"] = (test, text) => Do(() => test.Report((visitor, family) =>
        {
            visitor.Gauge(LabelSet.Create(("a", text)), new GaugeSample(1));
            visitor.Gauge(LabelSet.Create(("a", text)), new GaugeSample(1));
        })),
        ["a media type"] = (_, text) => Do(() => new OtherFormat(text)),
        ["the name of a grouping key"] = (_, text) => Do(() => new PushgatewayTarget("http://h", "a", (text, "1"))),
    };

    private static readonly Dictionary<string, Func<ForeignTextInMessagesTests, string, Task>> Names = new()
    {
        ["a decrease"] = (test, name) => Do(() => test.Factory.CreateCounter(name, "").Inc(-1)),
        ["no help"] = (test, name) => Do(() => test.Factory.CreateCounter(name, null!)),
        ["no callback"] = (test, name) => Do(() => test.Factory.CreateObservableGauge(name, "", [], null!)),
        ["a unit"] = (test, name) => Do(() => test.Factory.CreateGauge(name, "", new GaugeOptions { Unit = "-" })),
        ["a label"] = (test, name) => Do(() => test.Factory.CreateGauge(name, "", "-")),
        ["a label twice"] = (test, name) => Do(() => test.Factory.CreateGauge("x", "", name, name)),
        ["a reserved label"] = (test, name) => Do(() => test.CreateStates(name, ["on"], name)),
        ["a number of values"] = (test, name) => Do(() => test.Factory.CreateGauge(name, "", name).WithLabels()),
        ["a number of values with constant labels"] = (test, name) => Do(
            () => test.Factory.WithConstantLabels(("x", "")).CreateGauge(name, "", name).WithLabels()),
        ["a constant label without value"] = (test, name) => Do(() => test.Factory.WithConstantLabels((name, null!))),
        ["no object with the labels"] = (test, name) => Do(() => test.Factory
            .CreateGauge<Tuple<int, int>>(name, "", ["a", "b"], static labels => labels).WithLabels(null!)),
        ["a collector that reads itself"] = (test, name) => Do(() => test.ReadInCallback(name)),
        ["typed labels"] = (test, name) => Do(() => test.Factory.CreateGauge<(int, int)>(name, "", name)),
        ["a limit"] = (test, name) => Do(() => test.Factory.CreateGauge(name, "", new GaugeOptions { SeriesLimit = 0 })),
        ["buckets"] = (test, name) => Do(() => test.Factory.CreateHistogram(name, "", new HistogramOptions { Buckets = [2, 1] })),
        ["native buckets"] = (test, name) => Do(
            () => test.Factory.CreateHistogram(name, "", new HistogramOptions { Native = new() { GrowthFactor = 1 } })),
        ["quantiles"] = (test, name) => Do(() => test.Factory.CreateSummary(name, "", new SummaryOptions { Objectives = [new(2, 0)] })),
        ["a window"] = (test, name) => Do(() => test.Factory.CreateSummary(name, "", new SummaryOptions { AgeBuckets = 0 })),
        ["an interval of exemplars"] = (test, name) => Do(() => test.Factory.CreateCounter(
            name, "", new CounterOptions { Exemplars = new() { MinInterval = TimeSpan.FromTicks(-1) } })),
        ["a state"] = (test, name) => Do(() => test.CreateStates(name, ["on"]).Switch("off")),
        ["no state"] = (test, name) => Do(() => test.CreateStates(name, ["on"]).Set(null!, true)),
        ["no states"] = (test, name) => Do(() => test.CreateStates(name, [])),
        ["an empty state"] = (test, name) => Do(() => test.CreateStates(name, [""])),
        ["a state twice"] = (test, name) => Do(() => test.CreateStates(name, ["on", "on"])),
        ["states beside an enum"] = (test, name) => Do(
            () => test.Factory.CreateStateSet<DayOfWeek>(name, "", new StateSetOptions { States = ["on"] })),
        ["an enum of flags"] = (test, name) => Do(() => test.Factory.CreateStateSet<AttributeTargets>(name, "")),
        ["a member"] = (test, name) => Do(() => test.Factory.CreateStateSet<DayOfWeek>(name, "").Set((DayOfWeek)9)),
        ["an info"] = (test, name) => Do(() => test.Factory.CreateInfo(name, "", name).WithLabels("").Set((name, ""))),
        ["an info without value"] = (test, name) => Do(() => test.Factory.CreateInfo(name, "").Set(("a", null!))),
        ["an info without name"] = (test, name) => Do(() => test.Factory.CreateInfo(name, "").Set((null!, "1"))),
        ["an info whose label is illegal"] = (test, name) => Do(() => test.Factory.CreateInfo(name, "").Set(("-", "1"))),
        ["an info with a label twice"] = (test, name) => Do(() => test.Factory.CreateInfo(name, "").Set(("a", "1"), ("a", "2"))),
        ["no label name"] = (test, name) => Do(() => test.Factory.CreateGauge(name, "", [null!], null)),
        ["an error of a quantile"] = (test, name) => Do(
            () => test.Factory.CreateSummary(name, "", new SummaryOptions { Objectives = [new(0.5, 2)] })),
        ["a quantile twice"] = (test, name) => Do(
            () => test.Factory.CreateSummary(name, "", new SummaryOptions { Objectives = [new(0.5, 0), new(0.5, 0.1)] })),
        ["a maximum age"] = (test, name) => Do(() => test.Factory.CreateSummary(name, "", new SummaryOptions { MaxAge = TimeSpan.Zero })),
        ["an idle timeout"] = (test, name) => Do(
            () => test.Factory.CreateGauge(name, "", ["a"], new GaugeOptions { IdleTimeout = TimeSpan.Zero })),
        ["the type of an observable"] = (test, name) => Do(
            () => test.Factory.CreateObservable(MetricType.Info, name, "", [], report => report(1), unit: null)),
        ["a type that does not exist"] = (_, name) => Do(() => new MetricDescriptor((MetricType)99, name, "")),
        ["the label of a sample twice"] = (test, name) => Do(() => test.Registry.GetSampleValue("x", (name, "1"), (name, "2"))),
        ["a sample"] = (test, name) => Do(() => test.Registry.GetSampleValue(name, ("a", "1"), ("a", "2"))),
        ["a name with a suffix"] = (test, name) => Do(() =>
        {
            test.Factory.CreateHistogram(name, "", name);
            test.Factory.CreateGauge(name + "_count", "");
        }),
        ["another shape"] = (test, name) => Do(() =>
        {
            test.Factory.CreateGauge(name, "", name);
            test.Factory.CreateGauge(name, "");
        }),
        ["an observable twice"] = (test, name) => Do(() =>
        {
            test.Factory.CreateObservableGauge(name, "", () => 1);
            test.Factory.CreateObservableGauge(name, "", () => 1);
        }),
        ["the family of a wrong report"] = (test, name) => Do(
            () => test.Report((visitor, _) => visitor.Counter(LabelSet.Empty, new CounterSample(1)), name)),
        ["a family in another one"] = (test, name) => Do(() => test.Report((visitor, family) => visitor.BeginFamily(family), name)),
        ["a timestamp"] = (_, name) => Do(() => Body.Of(ExpositionFormat.Text, visitor =>
        {
            visitor.BeginFamily(new MetricDescriptor(MetricType.Gauge, name, ""));
            visitor.Gauge(LabelSet.Empty, new GaugeSample(1) { Timestamp = DateTimeOffset.UnixEpoch.AddDays(-1) });
        })),
        ["a job"] = (test, name) => test.PushAsync(new StubHandler(HttpStatusCode.BadRequest, ""), job: name),
        ["a redirection"] = (test, name) => test.PushAsync(new StubHandler(request =>
        {
            var response = new HttpResponseMessage(HttpStatusCode.Found) { RequestMessage = request };
            response.Headers.Location = new Uri("http://h/" + name);
            return response;
        })),
        ["a grouping key"] = (_, name) => Do(() => new PushgatewayTarget("http://h", "a", (name, null!))),
        ["a grouping key twice"] = (_, name) => Do(() => new PushgatewayTarget("http://h", "a", (name, "1"), (name, "2"))),
        ["a grouping key that is ill-formed"] = (_, name) => Do(() => new PushgatewayTarget("http://h", "a", (name, "\ud800"))),
    };

    private readonly RecordingDiagnostics _diagnostics = new();

    // Some of the texts are long label values, which are in messages only if they are not cut or refused.
    public ForeignTextInMessagesTests()
        : base(options => options.LabelValueLengthLimit = int.MaxValue)
    {
    }

    public static TheoryData<string> PlacesOfTexts => [.. Texts.Keys];

    public static TheoryData<string> PlacesOfNames => [.. Names.Keys];

    [Theory]
    [MemberData(nameof(PlacesOfTexts))]
    public async Task A_foreign_text_forges_no_line(string place)
    {
        var message = await MessageOf(Texts[place], HostileText.Text);

        Assert.True(HostileText.IsOneLine(message), message);
        Assert.InRange(message.Length, 1, HostileText.LongestMessage);
        Assert.Contains(HostileText.Shown, message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(PlacesOfNames))]
    public async Task What_is_refused_is_named_and_a_long_name_fills_no_log(string place)
    {
        var message = await MessageOf(Names[place], HostileText.Name);

        Assert.Contains(HostileText.Name[..50], message, StringComparison.Ordinal);
        Assert.InRange(message.Length, 1, HostileText.LongestMessage);
    }

    // An answer of a gateway is worth more than a name, and is shown with more characters: 300, or 1000 of an error of the client.
    [Fact]
    public async Task The_answer_of_a_gateway_forges_no_line()
    {
        var refusal = await Assert.ThrowsAsync<PushgatewayException>(
            () => PushAsync(new StubHandler(HttpStatusCode.BadRequest, HostileText.Text)));
        var failure = await Assert.ThrowsAsync<PushgatewayException>(() => PushAsync(
            new StubHandler(_ => throw new HttpRequestException(HostileText.Text, new IOException("Because: " + HostileText.Text)))));

        Assert.All([refusal.Message, failure.Message], message =>
        {
            Assert.True(HostileText.IsOneLine(message), message);
            Assert.InRange(message.Length, 300, 1200);
            Assert.Contains(HostileText.Shown, message, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task The_status_of_a_gateway_controls_no_terminal()
    {
        var failure = await Assert.ThrowsAsync<PushgatewayException>(() => PushAsync(new StubHandler(request =>
            new HttpResponseMessage(HttpStatusCode.BadRequest) { ReasonPhrase = "\u001b[2J", RequestMessage = request })));

        Assert.EndsWith(@"failed: 400 \u001B[2J", failure.Message, StringComparison.Ordinal);
    }

    private static Task Do(Action action)
    {
        action();
        return Task.CompletedTask;
    }

    private async Task<string> MessageOf(Func<ForeignTextInMessagesTests, string, Task> act, string text)
    {
        var exception = await Assert.ThrowsAnyAsync<Exception>(() => act(this, text));
        Assert.True(
            exception is ArgumentException or InvalidOperationException or PushgatewayException or SampleNotFoundException,
            exception.ToString());
        return exception.Message;
    }

    private IStateSet CreateStates(params string[] states) => CreateStates("x", states);

    private IStateSet CreateStates(string name, string[] states, params string[] labelNames) => Factory
        .CreateStateSet(name, "", labelNames, new StateSetOptions { States = states })
        .WithLabels(Array.ConvertAll(labelNames, _ => ""));

    private void Report(Action<MetricVisitor, MetricDescriptor> report, string name = "x")
    {
        var family = new MetricDescriptor(MetricType.Gauge, name, "");
        using var registry = new MetricRegistry(
            new MetricRegistryOptions { Diagnostics = _diagnostics, LabelValueLengthLimit = int.MaxValue });
        registry.Register(new TestCollector([family], visitor =>
        {
            visitor.BeginFamily(family);
            report(visitor, family);
            visitor.EndFamily();
        }));
        Scrape.From(registry);
        throw _diagnostics.LastFailure!;
    }

    private void ReadInCallback(string name)
    {
        using var registry = new MetricRegistry(new MetricRegistryOptions { Diagnostics = _diagnostics });
        new MetricFactory(registry).CreateObservableGauge(name, "", () => Scrape.Lines(registry).Length);
        Scrape.From(registry);
        throw _diagnostics.LastFailure!;
    }

    private async Task PushAsync(HttpMessageHandler handler, string job = "a")
    {
        using var http = new HttpClient(handler);
        using var client = new PushgatewayClient(
            http, new PushgatewayTarget("http://h:9091", job), new PushgatewayClientOptions { TimeProvider = Clock });
        await client.PushAsync(Registry);
    }

    private sealed class OtherFormat(string contentType) : ExpositionFormat(contentType)
    {
        public override ExpositionWriter CreateWriter(IBufferWriter<byte> output) => throw new NotSupportedException();
    }
}
