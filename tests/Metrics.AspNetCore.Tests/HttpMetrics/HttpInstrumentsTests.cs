using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc.Controllers;
using PrometheusMetrics.AspNetCore;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore.HttpMetrics;

public sealed class HttpInstrumentsTests : IDisposable
{
    private static readonly (string, string?)[] Labels = [("method", "GET"), ("status", "200"), ("route", "")];

    private readonly MetricRegistry _registry = new();
    private readonly HttpInstruments _instruments;

    public HttpInstrumentsTests() => _instruments = new HttpInstruments(new MetricFactory(_registry), new HttpMetricsOptions());

    public void Dispose() => _registry.Dispose();

    [Fact]
    public void The_metrics_say_what_they_measure()
    {
        Assert.Equal(
            [
                ("http_connection_duration_seconds", "seconds", "Duration of long-lived HTTP requests, such as WebSockets."),
                ("http_connections_in_progress", "", "Number of long-lived HTTP requests, such as WebSockets, currently open."),
                ("http_request_duration_seconds", "seconds", "Duration of HTTP requests by method, status and route."),
                ("http_requests_in_progress", "", "Number of HTTP requests currently in progress."),
            ],
            ReadDescriptors(_registry).Select(family => (family.Name, family.Unit, family.Help)));
    }

    [Fact]
    public void Those_that_are_off_by_default_or_count_errors_of_the_application_do_so_too()
    {
        var options = new HttpMetricsOptions { Preset = HttpMetricsPreset.PrometheusNet, Filter = _ => true };
        options.RequestSize.Enabled = options.ResponseSize.Enabled = options.TimeToFirstByte.Enabled = true;
        options.AddLabel("tenant", _ => "");
        using var registry = new MetricRegistry();
        _ = new HttpInstruments(new MetricFactory(registry), options);

        Assert.Equal(
            [
                "http_connection_duration_seconds: Duration of long-lived HTTP requests, such as WebSockets.",
                "http_connections_in_progress: Number of long-lived HTTP requests, such as WebSockets, currently open.",
                "http_request_duration_seconds: Duration of HTTP requests.",
                "http_request_size_bytes: Size of the bodies of HTTP requests.",
                "http_request_time_to_first_byte_seconds: Time until the first byte of an HTTP response body is sent.",
                "http_requests_in_progress: Number of HTTP requests currently in progress.",
                "http_requests_received_total: Number of HTTP requests received.",
                "http_response_size_bytes: Size of the bodies of HTTP responses, as sent.",
                "metrics_http_filter_errors_total: Number of exceptions of the filter of HTTP metrics.",
                "metrics_http_label_errors_total: Number of HTTP requests for which the function of a label threw or returned null.",
            ],
            ReadDescriptors(registry).Select(family => $"{family.Name}: {family.Help}"));
    }

    [Fact]
    public void Failures_are_told_by_the_status_and_not_by_a_label_for_success() => Assert.Equal( // R-262
        [
            "http_connection_duration_seconds: method, status, route",
            "http_connections_in_progress: route",
            "http_request_duration_seconds: method, status, route",
            "http_requests_in_progress: method",
        ],
        ReadDescriptors(_registry).Select(family => $"{family.Name}: {string.Join(", ", family.LabelNames.ToArray())}"));

    [Fact]
    public void Every_metric_can_be_switched_on_and_off() // R-264
    {
        string[] sizes =
        [
            "http_request_size_bytes bytes", "http_request_time_to_first_byte_seconds seconds", "http_response_size_bytes bytes",
        ];
        var options = new HttpMetricsOptions { Duration = { Enabled = false }, InProgress = { Enabled = false } };
        options.ConnectionDuration.Enabled = options.ConnectionsInProgress.Enabled = false;
        options.RequestSize.Enabled = options.ResponseSize.Enabled = options.TimeToFirstByte.Enabled = true;
        using var registry = new MetricRegistry();
        var instruments = new HttpInstruments(new MetricFactory(registry), options);

        instruments.Observe(CreateResult(200));
        IGauge? gauge = null;
        instruments.EnterRequest(ref gauge, new DefaultHttpContext(), "GET", MeasuredEndpoint.None);

        Assert.Equal(sizes, ReadDescriptors(registry).Select(family => $"{family.Name} {family.Unit}"));
        Assert.Null(gauge);
        Assert.Null(instruments.EnterConnection(MeasuredEndpoint.None));
        Assert.Equal(1000, registry.GetSampleValue("http_request_size_bytes_sum", Labels));
        Assert.Equal(2000, registry.GetSampleValue("http_response_size_bytes_sum", Labels));
        Assert.Equal(0.5, registry.GetSampleValue("http_request_time_to_first_byte_seconds_sum", Labels));
    }

    [Fact]
    public void A_response_without_a_body_has_no_time_to_its_first_byte()
    {
        using var registry = new MetricRegistry();
        var instruments = new HttpInstruments(
            new MetricFactory(registry), new HttpMetricsOptions { TimeToFirstByte = { Enabled = true } });

        instruments.Observe(new RequestResult
        {
            Context = new DefaultHttpContext(),
            Method = "GET",
            Status = 204,
            Endpoint = MeasuredEndpoint.None,
            Seconds = 1,
            IsConnection = false,
        });

        Assert.Null(registry.FindSampleValue(
            "http_request_time_to_first_byte_seconds_count", ("method", "GET"), ("status", "204"), ("route", "")));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void The_body_of_a_response_is_watched_where_its_size_or_first_byte_is_measured(bool size, bool firstByte)
    {
        using var registry = new MetricRegistry();
        var options = new HttpMetricsOptions { ResponseSize = { Enabled = size }, TimeToFirstByte = { Enabled = firstByte } };

        Assert.Equal(size || firstByte, new HttpInstruments(new MetricFactory(registry), options).MeasuresResponseBody);
    }

    [Fact]
    public void A_connection_is_in_no_metric_of_requests()
    {
        var options = new HttpMetricsOptions { RequestSize = { Enabled = true }, TimeToFirstByte = { Enabled = true } };
        using var registry = new MetricRegistry();
        var instruments = new HttpInstruments(new MetricFactory(registry), options);

        instruments.Observe(CreateResult(200, isConnection: true));
        var gauge = instruments.EnterConnection(MeasuredEndpoint.None)!;

        Assert.Equal(1, registry.GetSampleValue("http_connection_duration_seconds_sum", Labels));
        Assert.Equal(1, registry.GetSampleValue("http_connections_in_progress", ("route", "")));
        gauge.Dec();
        Assert.Equal(0, registry.GetSampleValue("http_connections_in_progress", ("route", "")));
        Assert.All(
            ["http_request_duration_seconds_count", "http_request_size_bytes_count", "http_request_time_to_first_byte_seconds_count"],
            name => Assert.Null(registry.FindSampleValue(name, Labels)));
    }

    [Theory]
    [InlineData(
        HttpMetricsPreset.OpenTelemetry,
        "http_server_request_duration_seconds: http_request_method, http_response_status_code, http_route")]
    [InlineData(HttpMetricsPreset.OpenTelemetry, "http_server_active_requests: http_request_method, url_scheme")]
    [InlineData(
        HttpMetricsPreset.OpenTelemetry,
        "http_server_request_body_size_bytes: http_request_method, http_response_status_code, http_route")]
    [InlineData(
        HttpMetricsPreset.OpenTelemetry,
        "http_server_response_body_size_bytes: http_request_method, http_response_status_code, http_route")]
    [InlineData(HttpMetricsPreset.OpenTelemetry, "http_connections_in_progress: http_route")]
    [InlineData(HttpMetricsPreset.PrometheusNet, "http_request_duration_seconds: code, method, controller, action, endpoint")]
    [InlineData(HttpMetricsPreset.PrometheusNet, "http_requests_received_total: code, method, controller, action, endpoint")]
    [InlineData(HttpMetricsPreset.PrometheusNet, "http_requests_in_progress: method, controller, action, endpoint")]
    [InlineData(HttpMetricsPreset.PrometheusNet, "http_connections_in_progress: endpoint")]
    public void A_preset_has_names_and_labels_of_its_own(HttpMetricsPreset preset, string family)
    {
        using var registry = new MetricRegistry();
        _ = new HttpInstruments(new MetricFactory(registry), new HttpMetricsOptions
        {
            Preset = preset,
            RequestSize = { Enabled = true },
            ResponseSize = { Enabled = true },
        });

        Assert.Contains(
            family, ReadDescriptors(registry).Select(found => $"{found.Name}: {string.Join(", ", found.LabelNames.ToArray())}"));
    }

    [Theory]
    [InlineData(HttpMetricsPreset.Default, "method, status, route, host, port, grpc_status, tenant")]
    [InlineData(
        HttpMetricsPreset.OpenTelemetry,
        "http_request_method, http_response_status_code, http_route, server_address, server_port, grpc_status, tenant")]
    public void Added_labels_follow_those_of_the_preset_in_every_counter_and_histogram(HttpMetricsPreset preset, string labels)
    {
        var options = new HttpMetricsOptions { Preset = preset, Host = true, Port = true, GrpcStatus = true };
        options.RequestSize.Enabled = options.ResponseSize.Enabled = options.TimeToFirstByte.Enabled = true;
        options.AddLabel("tenant", _ => "");
        using var registry = new MetricRegistry();
        _ = new HttpInstruments(new MetricFactory(registry), options);

        Assert.All(
            ReadDescriptors(registry).Where(family => family.Type == MetricType.Histogram),
            family => Assert.Equal(labels, string.Join(", ", family.LabelNames.ToArray())));
    }

    [Fact]
    public void The_gauge_of_OpenTelemetry_has_a_closed_set_of_schemes()
    {
        using var registry = new MetricRegistry();
        var instruments = new HttpInstruments(
            new MetricFactory(registry), new HttpMetricsOptions { Preset = HttpMetricsPreset.OpenTelemetry });

        foreach (var scheme in new[] { "http", "HTTPS", "evil1", "evil2" })
        {
            IGauge? gauge = null;
            instruments.EnterRequest(ref gauge, new DefaultHttpContext { Request = { Scheme = scheme } }, "GET", MeasuredEndpoint.None);
        }

        Assert.Equal(1, InScheme("http"));
        Assert.Equal(1, InScheme("https"));
        Assert.Equal(2, InScheme("_OTHER"));

        double InScheme(string scheme) =>
            registry.GetSampleValue("http_server_active_requests", ("http_request_method", "GET"), ("url_scheme", scheme));
    }

    [Fact]
    public void A_request_moves_to_the_series_of_its_endpoint_where_the_gauge_has_one()
    {
        using var registry = new MetricRegistry();
        var instruments = new HttpInstruments(
            new MetricFactory(registry), new HttpMetricsOptions { Preset = HttpMetricsPreset.PrometheusNet });
        var context = new DefaultHttpContext();
        var endpoint = new MeasuredEndpoint(TestEndpoint.Create("/a"));
        IGauge? gauge = null;

        instruments.EnterRequest(ref gauge, context, "GET", MeasuredEndpoint.None);
        Assert.Equal((1, 0), (InProgress(""), InProgress("/a")));
        instruments.EnterRequest(ref gauge, context, "GET", endpoint);
        instruments.EnterRequest(ref gauge, context, "GET", endpoint);
        Assert.Equal((0, 1), (InProgress(""), InProgress("/a")));
        gauge!.Dec();
        Assert.Equal((0, 0), (InProgress(""), InProgress("/a")));

        double InProgress(string route) => registry.FindSampleValue(
            "http_requests_in_progress", ("method", "GET"), ("controller", ""), ("action", ""), ("endpoint", route)) ?? 0;
    }

    [Fact]
    public void A_histogram_may_be_native_or_both()
    {
        var options = new HttpMetricsOptions { Duration = { Native = new() } };
        options.ConnectionDuration.Native = new();
        options.ConnectionDuration.Buckets = [1, 2];
        using var registry = new MetricRegistry();
        var instruments = new HttpInstruments(new MetricFactory(registry), options);

        instruments.Observe(CreateResult(200));
        instruments.Observe(CreateResult(200, isConnection: true));

        Assert.Equal([double.PositiveInfinity], Bounds("http_request_duration_seconds"));
        Assert.Equal([1, 2, double.PositiveInfinity], Bounds("http_connection_duration_seconds"));

        IEnumerable<double> Bounds(string name) => registry.GetHistogram(name, Labels).Buckets.Select(bucket => bucket.UpperBound);
    }

    // R-395 and the design: a request with default options allocates nothing for its metrics.
    [Fact]
    public void Recording_a_request_allocates_nothing()
    {
        var context = new DefaultHttpContext();
        Assert.Equal(0, Allocations.OfThousandCalls(() => Record(_instruments, "GET", MeasuredEndpoint.None, context)));
    }

    [Theory]
    [InlineData(HttpMetricsPreset.Default)]
    [InlineData(HttpMetricsPreset.PrometheusNet)]
    [InlineData(HttpMetricsPreset.OpenTelemetry)]
    public void Recording_a_request_beyond_the_series_limit_allocates_nothing(HttpMetricsPreset preset)
    {
        using var registry = new MetricRegistry(new MetricRegistryOptions { SeriesLimit = 1 });
        var instruments = new HttpInstruments(new MetricFactory(registry), new HttpMetricsOptions { Preset = preset });
        var context = new DefaultHttpContext();
        Record(instruments, "GET", MeasuredEndpoint.None, context);
        var endpoint = new MeasuredEndpoint(TestEndpoint.Create("/a"));

        Assert.Equal(0, Allocations.OfThousandCalls(() => Record(instruments, "POST", endpoint, context)));
    }

    [Fact]
    public void Each_added_label_has_its_own_value()
    {
        var options = new HttpMetricsOptions { Host = true, Port = true };
        options.AddLabel("tenant", _ => "");
        using var registry = new MetricRegistry();
        var instruments = new HttpInstruments(new MetricFactory(registry), options);
        var context = new DefaultHttpContext { Request = { Host = new HostString("shop") }, Connection = { LocalPort = 8080 } };

        instruments.Observe(CreateResult(
            200, context: context, customLabels: ["acme"], endpoint: new MeasuredEndpoint(TestEndpoint.Create("/a"))));

        Assert.Equal(
            1,
            registry.GetSampleValue(
                "http_request_duration_seconds_count",
                ("method", "GET"), ("status", "200"), ("route", "/a"), ("host", "shop"), ("port", "8080"), ("tenant", "acme")));
    }

    [Fact]
    public void Labels_may_be_many()
    {
        var options = new HttpMetricsOptions();
        for (var i = 0; i < 20; i++)
        {
            options.AddLabel($"label_{i}", _ => "");
        }

        using var registry = new MetricRegistry();
        var instruments = new HttpInstruments(new MetricFactory(registry), options);

        instruments.Observe(CreateResult(200, customLabels: [.. Enumerable.Range(0, 20).Select(i => $"{i}")]));

        (string, string?)[] added = [.. Enumerable.Range(0, 20).Select(i => ($"label_{i}", (string?)$"{i}"))];
        Assert.Equal(1, registry.GetSampleValue("http_request_duration_seconds_count", [.. Labels, .. added]));
    }

    [Fact]
    public void Requests_are_counted_where_the_preset_has_a_counter()
    {
        using var registry = new MetricRegistry();
        var instruments = new HttpInstruments(
            new MetricFactory(registry), new HttpMetricsOptions { Preset = HttpMetricsPreset.PrometheusNet });

        instruments.Observe(CreateResult(200));
        instruments.Observe(CreateResult(200, isConnection: true));

        Assert.Equal(
            2,
            registry.GetSampleValue(
                "http_requests_received_total",
                ("code", "200"), ("method", "GET"), ("controller", ""), ("action", ""), ("endpoint", "")));
    }

    [Theory]
    [InlineData(HttpMetricsPreset.Default, "method", "GET", "status", "404", "route", "/a")]
    [InlineData(
        HttpMetricsPreset.OpenTelemetry, "http_request_method", "GET", "http_response_status_code", "404", "http_route", "/a")]
    [InlineData(
        HttpMetricsPreset.PrometheusNet,
        "code", "404", "method", "GET", "controller", "Orders", "action", "Find", "endpoint", "/a")]
    public void Every_label_of_a_preset_has_its_value(HttpMetricsPreset preset, params string[] labels)
    {
        using var registry = new MetricRegistry();
        var instruments = new HttpInstruments(new MetricFactory(registry), new HttpMetricsOptions { Preset = preset });
        var action = new ControllerActionDescriptor { ControllerName = "Orders", ActionName = "Find" };

        instruments.Observe(CreateResult(404, endpoint: new MeasuredEndpoint(TestEndpoint.Create("/a", action))));

        Assert.Equal(
            1,
            registry.GetSampleValue(
                $"{HttpMetricNames.Get(preset).Duration}_count", [.. labels.Chunk(2).Select(label => (label[0], (string?)label[1]))]));
    }

    [Fact]
    public void An_endpoint_that_is_mounted_later_continues_with_its_new_route()
    {
        var endpoint = new MeasuredEndpoint(TestEndpoint.Create("/a"));
        _instruments.Observe(CreateResult(200, endpoint: endpoint));

        endpoint.Mount("/shop");
        _instruments.Observe(CreateResult(200, endpoint: endpoint));
        _instruments.Observe(CreateResult(200, endpoint: endpoint));

        Assert.Equal((1, 2), (Count("/a"), Count("/shop/a")));

        double Count(string route) => _registry.GetSampleValue(
            "http_request_duration_seconds_count", ("method", "GET"), ("status", "200"), ("route", route));
    }

    [Fact]
    public void A_series_that_was_removed_begins_again_with_the_next_request()
    {
        var factory = new MetricFactory(_registry);
        var duration = factory.CreateHistogram(
            "http_request_duration_seconds",
            "Duration of HTTP requests by method, status and route.",
            ["method", "status", "route"],
            new HistogramOptions { Unit = "seconds" });
        var requests = factory.CreateGauge("http_requests_in_progress", "Number of HTTP requests currently in progress.", "method");
        Run();
        Run();

        Assert.True(duration.Remove("GET", "200", ""));
        Assert.True(requests.Remove("GET"));
        Run();

        Assert.Equal(1, _registry.GetSampleValue("http_request_duration_seconds_count", Labels));
        Assert.Equal(0, _registry.GetSampleValue("http_requests_in_progress", ("method", "GET")));

        void Run()
        {
            IGauge? gauge = null;
            _instruments.EnterRequest(ref gauge, new DefaultHttpContext(), "GET", MeasuredEndpoint.None);
            gauge!.Dec();
            _instruments.Observe(CreateResult(200));
        }
    }

    [Fact]
    public void Requests_beyond_the_series_limit_are_in_the_series_of_the_others()
    {
        using var registry = new MetricRegistry(new MetricRegistryOptions { SeriesLimit = 1 });
        var instruments = new HttpInstruments(new MetricFactory(registry), new HttpMetricsOptions());

        foreach (var status in new[] { 200, 201, 200, 202, 201 })
        {
            instruments.Observe(CreateResult(status));
        }

        Assert.Equal(2, registry.GetSampleValue("http_request_duration_seconds_count", Labels));
        Assert.Equal(
            3,
            registry.GetSampleValue(
                "http_request_duration_seconds_count", ("method", "_overflow"), ("status", "_overflow"), ("route", "_overflow")));
    }

    // An exemplar has the trace of the request, and the server goes on with its own activity. Whether another factory takes exemplars is
    // not known.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_current_activity_is_left_as_it_was(bool isOtherFactory)
    {
        using var registry = new MetricRegistry(new MetricRegistryOptions { ExemplarsFromActivity = true });
        var factory = new MetricFactory(registry);
        var instruments = new HttpInstruments(isOtherFactory ? new OtherFactory(factory) : factory, new HttpMetricsOptions());
        using var request = new Activity("request") { ActivityTraceFlags = ActivityTraceFlags.Recorded }.Start();
        using var current = new Activity("current") { ActivityTraceFlags = ActivityTraceFlags.Recorded }.Start();
        var context = new DefaultHttpContext();
        context.Features.Set<IHttpActivityFeature>(new ActivityFeature { Activity = request });

        instruments.Observe(CreateResult(200, context: context));

        Assert.Same(current, Activity.Current);
        Assert.Equal([request.SpanId.ToHexString()], Read(registry).Spans);
    }

    [Theory]
    [InlineData(100, "1xx")]
    [InlineData(204, "2xx")]
    [InlineData(304, "3xx")]
    [InlineData(499, "4xx")]
    [InlineData(599, "5xx")]
    [InlineData(600, "600")]
    [InlineData(99, "99")]
    public void The_status_is_a_class_by_option(int status, string label)
    {
        using var registry = new MetricRegistry();
        var instruments = new HttpInstruments(new MetricFactory(registry), new HttpMetricsOptions { StatusClass = true });

        instruments.Observe(CreateResult(status));

        Assert.Equal(
            1, registry.GetSampleValue("http_request_duration_seconds_count", ("method", "GET"), ("status", label), ("route", "")));
    }

    [Fact]
    public void The_statuses_of_a_class_are_one_series_and_recording_them_allocates_nothing()
    {
        using var registry = new MetricRegistry();
        var instruments = new HttpInstruments(new MetricFactory(registry), new HttpMetricsOptions { StatusClass = true });
        var context = new DefaultHttpContext();
        var requests = 0;

        Assert.Equal(0, Allocations.OfThousandCalls(() => instruments.Observe(CreateResult(200 + (requests++ % 30), context: context))));

        Assert.Equal(
            requests, registry.GetSampleValue("http_request_duration_seconds_count", ("method", "GET"), ("status", "2xx"), ("route", "")));
    }

    // An application may set any number as its status.
    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(99)]
    [InlineData(100)]
    [InlineData(599)]
    [InlineData(600)]
    [InlineData(601)]
    public void Every_status_is_its_own_label(int status)
    {
        _instruments.Observe(CreateResult(status));

        var label = status.ToString(CultureInfo.InvariantCulture);
        Assert.Equal(
            1, _registry.GetSampleValue("http_request_duration_seconds_count", ("method", "GET"), ("status", label), ("route", "")));
    }

    private static void Record(HttpInstruments instruments, string method, MeasuredEndpoint endpoint, HttpContext context)
    {
        IGauge? gauge = null;
        instruments.EnterRequest(ref gauge, context, method, endpoint);
        gauge!.Dec();
        instruments.Observe(new RequestResult
        {
            Context = context,
            Method = method,
            Status = 200,
            Endpoint = endpoint,
            Seconds = 1,
            IsConnection = false,
        });
    }

    private static RequestResult CreateResult(
        int status,
        bool isConnection = false,
        HttpContext? context = null,
        string[]? customLabels = null,
        MeasuredEndpoint? endpoint = null) => new()
        {
            Context = context ?? new DefaultHttpContext(),
            Method = "GET",
            Status = status,
            Endpoint = endpoint ?? MeasuredEndpoint.None,
            Seconds = 1,
            IsConnection = isConnection,
            SecondsToFirstByte = 0.5,
            RequestBytes = 1000,
            ResponseBytes = 2000,
            CustomLabels = customLabels,
        };

    private static MetricDescriptor[] ReadDescriptors(MetricRegistry registry) =>
    [
        .. Read(registry).Descriptors.Where(family => family.Name.StartsWith("http", StringComparison.Ordinal)
            || family.Name.StartsWith("metrics_http", StringComparison.Ordinal)),
    ];

    private static RegistryVisitor Read(MetricRegistry registry)
    {
        var visitor = new RegistryVisitor();
        using var reader = registry.Read();
        while (reader.Read(visitor))
        {
        }

        return visitor;
    }

    private sealed class ActivityFeature : IHttpActivityFeature
    {
        public required Activity Activity { get; set; }
    }

    private sealed class OtherFactory(IMetricFactory inner) : IMetricFactory
    {
        public IMetricFamily<TInstrument> GetOrCreate<TInstrument, TOptions>(
            InstrumentKind<TInstrument, TOptions> kind, string name, string help, ReadOnlySpan<string> labelNames, TOptions? options)
            where TInstrument : class
            where TOptions : InstrumentOptions =>
            inner.GetOrCreate(kind, name, help, labelNames, options);

        public IDisposable CreateObservable(
            MetricType type,
            string name,
            string help,
            ReadOnlySpan<string> labelNames,
            Action<ObservationReporter> observe,
            string? unit) =>
            inner.CreateObservable(type, name, help, labelNames, observe, unit);

        public IMetricFactory WithConstantLabels(params ReadOnlySpan<(string Name, string Value)> labels) =>
            new OtherFactory(inner.WithConstantLabels(labels));

        public IMetricFactory WithPrefix(string prefix) => new OtherFactory(inner.WithPrefix(prefix));
    }

    private sealed class RegistryVisitor : MetricVisitor
    {
        public List<MetricDescriptor> Descriptors { get; } = [];

        /// <summary>The spans of the exemplars of histograms.</summary>
        public List<string> Spans { get; } = [];

        public override void BeginFamily(MetricDescriptor descriptor) => Descriptors.Add(descriptor);

        public override void Histogram(LabelSet labels, in HistogramSample sample)
        {
            foreach (var exemplar in sample.Exemplars)
            {
                if (exemplar is not null)
                {
                    Spans.Add(exemplar.Labels.Values[1]);
                }
            }
        }
    }
}
