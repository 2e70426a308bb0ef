extern alias after;

using System.Diagnostics;
using System.Globalization;
using System.Text;
using Prometheus;
using PrometheusMetrics.Export;
using Copied = after::StaticMetrics;
using OurFormat = PrometheusMetrics.Exposition.ExpositionFormat;

namespace Shop.Migration;

/// <summary>docs/migrating-from-prometheus-net.md, "What behaves differently": lines of its table in prometheus-net, and in this library
/// below the file to copy.</summary>
public sealed class DifferenceTests : IDisposable
{
    private readonly CollectorRegistry _theirRegistry = Metrics.NewCustomRegistry();
    private readonly Copied.CollectorRegistry _ourRegistry = Copied.Metrics.NewCustomRegistry();
    private readonly MetricFactory _theirs;
    private readonly Copied.MetricFactory _ours;

    public DifferenceTests()
    {
        _theirs = Metrics.WithCustomRegistry(_theirRegistry);
        _ours = Copied.Metrics.WithCustomRegistry(_ourRegistry);
    }

    public void Dispose() => _ourRegistry.Registry.Dispose();

    [Fact]
    public void The_help_of_one_name_must_agree()
    {
        _theirs.CreateCounter("orders_total", "Orders.");
        _ours.CreateCounter("orders_total", "Orders.", [], null);

        Assert.Equal("Orders.", _theirs.CreateCounter("orders_total", "Number of orders.").Help);
        var error = Assert.Throws<InvalidOperationException>(() => _ours.CreateCounter("orders_total", "Number of orders.", [], null));
        Assert.Contains("help: \"Orders.\" instead of \"Number of orders.\"", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_buckets_of_one_name_must_agree()
    {
        _theirs.CreateHistogram("size", "Size.", new HistogramConfiguration { Buckets = [1] });
        _ours.CreateHistogram("size", "Size.", [], new Copied.HistogramConfiguration { Buckets = [1] });

        _theirs.CreateHistogram("size", "Size.", new HistogramConfiguration { Buckets = [2] }).Observe(1.5);
        Assert.Contains("size_bucket{le=\"1\"} 0", await TheirTextAsync());
        Assert.DoesNotContain("size_bucket{le=\"2\"} 1", await TheirTextAsync());
        var error = Assert.Throws<InvalidOperationException>(
            () => _ours.CreateHistogram("size", "Size.", [], new Copied.HistogramConfiguration { Buckets = [2] }));
        Assert.Contains("buckets: \"1\" instead of \"2\"", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_label_names_of_one_name_must_agree()
    {
        _theirs.CreateCounter("orders_total", "Orders.", "shop").WithLabels("a");
        _ours.CreateCounter("orders_total", "Orders.", ["shop"], null);

        _theirs.CreateCounter("orders_total", "Orders.", "till").WithLabels("b");
        Assert.Contains("orders_total{shop=\"a\"} 0", await TheirTextAsync());
        Assert.Contains("orders_total{till=\"b\"} 0", await TheirTextAsync());
        var error = Assert.Throws<InvalidOperationException>(() => _ours.CreateCounter("orders_total", "Orders.", ["till"], null));
        Assert.Contains("label names: \"shop\" instead of \"till\"", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_metric_with_labels_has_no_series_without_them()
    {
        _theirs.CreateCounter("orders_total", "Orders.", "shop").Inc();
        Assert.Contains("orders_total{} 1", await TheirTextAsync());

        var error = Assert.Throws<InvalidOperationException>(() => _ours.CreateCounter("orders_total", "Orders.", ["shop"], null).Inc());
        Assert.Equal("'orders_total' has labels: call WithLabels with a value for shop.", error.Message);
    }

    [Fact]
    public async Task A_metric_without_series_has_no_lines()
    {
        _theirs.CreateCounter("orders_total", "Orders.", "shop");
        _ours.CreateCounter("orders_total", "Orders.", ["shop"], null);

        Assert.Contains("# TYPE orders_total counter", await TheirPageAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("orders_total", await OurPageAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_label_value_may_be_null()
    {
        Assert.Throws<NotSupportedException>(() => _theirs.CreateCounter("orders_total", "Orders.", "shop").WithLabels([null!]));

        _ours.CreateCounter("orders_total", "Orders.", ["shop"], null).WithLabels([null!]).Inc();
        Assert.Contains("orders_total{shop=\"\"} 1", await OurTextAsync());
    }

    [Theory]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "+Inf")]
    public async Task A_counter_rejects_what_is_not_finite(double value, string theirs)
    {
        _theirs.CreateCounter("orders_total", "Orders.").Inc(value);
        Assert.Contains($"orders_total{{}} {theirs}", await TheirTextAsync());

        Assert.Throws<ArgumentOutOfRangeException>(() => _ours.CreateCounter("orders_total", "Orders.", [], null).Inc(value));
        Assert.Contains("orders_total{} 0", await OurTextAsync());
    }

    [Fact]
    public async Task Removal_is_final_in_both()
    {
        var theirs = _theirs.CreateCounter("orders_total", "Orders.", "shop");
        var ours = _ours.CreateCounter("orders_total", "Orders.", ["shop"], null);
        var theirSeries = theirs.WithLabels("a");
        var ourSeries = ours.WithLabels("a");

        theirSeries.Remove();
        ourSeries.Remove();
        theirSeries.Inc();
        ourSeries.Inc();

        Assert.DoesNotContain(await TheirTextAsync(), line => line.StartsWith("orders_total{", StringComparison.Ordinal));
        Assert.DoesNotContain(await OurTextAsync(), line => line.StartsWith("orders_total{", StringComparison.Ordinal));
        theirs.WithLabels("a").Inc();
        ours.WithLabels("a").Inc();
        Assert.Contains("orders_total{shop=\"a\"} 1", await TheirTextAsync());
        Assert.Contains("orders_total{shop=\"a\"} 1", await OurTextAsync());
    }

    [Fact]
    public async Task Help_may_have_any_text()
    {
        _theirs.CreateCounter("orders_total", "Orders.\nAll of them.");
        _ours.CreateCounter("orders_total", "Orders.\nAll of them.", [], null);

        Assert.Contains("# HELP orders_total Orders.\nAll of them.\n", await TheirPageAsync(), StringComparison.Ordinal);
        Assert.Contains("# HELP orders_total Orders.\\nAll of them.\n", await OurPageAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_exemplar_that_is_too_long_costs_no_increment()
    {
        var theirs = _theirs.CreateCounter("orders_total", "Orders.");
        var ours = _ours.CreateCounter("orders_total", "Orders.", [], null);
        var text = new string('x', 200);

        Assert.Throws<ArgumentException>(() => theirs.Inc(Exemplar.From(Exemplar.Pair("order", text))));
        ours.Inc(Copied.Exemplar.From(Copied.Exemplar.Pair("order", text)));

        Assert.Equal(0, theirs.Value);
        Assert.Equal(1, ours.Value);
    }

    [Fact]
    public async Task A_trace_that_is_not_recorded_is_no_exemplar()
    {
        using var activity = new Activity("order").SetIdFormat(ActivityIdFormat.W3C).Start();

        _theirs.CreateCounter("orders_total", "Orders.").Inc();
        _ours.CreateCounter("orders_total", "Orders.", [], null).Inc();

        Assert.False(activity.Recorded);
        Assert.Contains(activity.TraceId.ToHexString(), await TheirPageAsync(ExpositionFormat.OpenMetricsText), StringComparison.Ordinal);
        Assert.DoesNotContain(activity.TraceId.ToHexString(), await OurPageAsync(OurFormat.OpenMetrics), StringComparison.Ordinal);
    }

    [Fact]
    public async Task NaN_that_is_observed_is_counted()
    {
        _theirs.CreateHistogram("size", "Size.").Observe(double.NaN);
        _ours.CreateHistogram("size", "Size.", [], null).Observe(double.NaN);

        Assert.Contains("size_count{} 0", await TheirTextAsync());
        Assert.Contains("size_count{} 0", await OurTextAsync());
        Assert.Contains("metrics_observations_dropped_total{family=\"size\"} 1", await OurTextAsync());
    }

    [Fact]
    public async Task Quantiles_have_the_value_of_their_label()
    {
        var theirs = _theirs.CreateSummary("size", "Size.", new SummaryConfiguration { Objectives = [new(0.9, 0.001), new(0.1, 0.001)] });
        var ours = _ours.CreateSummary(
            "size", "Size.", [], new Copied.SummaryConfiguration { Objectives = [new(0.9, 0.001), new(0.1, 0.001)] });
        for (var i = 1; i <= 1000; i++)
        {
            theirs.Observe(i);
            ours.Observe(i);
        }

        Assert.InRange(Value(await TheirTextAsync(), "size{quantile=\"0.9\"}"), 99, 101);
        Assert.InRange(Value(await OurTextAsync(), "size{quantile=\"0.9\"}"), 899, 901);
    }

    [Fact]
    public async Task A_callback_that_throws_is_counted()
    {
        _theirRegistry.AddBeforeCollectCallback((Action)(() => throw new InvalidOperationException()));
        _ourRegistry.AddBeforeCollectCallback((Action)(() => throw new InvalidOperationException()));

        Assert.DoesNotContain("error", await TheirPageAsync(), StringComparison.Ordinal);
        Assert.Contains("metrics_collector_errors_total{collector=\"BeforeCollect\"} 1", await OurTextAsync());
    }

    [Fact]
    public async Task A_metric_that_a_callback_creates_is_on_the_next_page()
    {
        _theirRegistry.AddBeforeCollectCallback(() => _theirs.CreateGauge("stock", "Stock.").Set(1));
        _ourRegistry.AddBeforeCollectCallback(() => _ours.CreateGauge("stock", "Stock.", [], null).Set(1));

        Assert.Contains("stock{} 1", await TheirTextAsync());
        Assert.DoesNotContain("stock{} 1", await OurTextAsync());
        Assert.Contains("stock{} 1", await OurTextAsync());
    }

    [Fact]
    public async Task A_metric_has_at_most_10000_series()
    {
        var theirs = _theirs.CreateCounter("orders_total", "Orders.", "customer");
        var ours = _ours.CreateCounter("orders_total", "Orders.", ["customer"], null);
        for (var i = 0; i < 10_001; i++)
        {
            var customer = i.ToString(CultureInfo.InvariantCulture);
            theirs.WithLabels(customer).Inc();
            ours.WithLabels(customer).Inc();
        }

        Assert.Contains("orders_total{customer=\"10000\"} 1", await TheirTextAsync());
        Assert.Contains("orders_total{customer=\"_overflow\"} 1", await OurTextAsync());
    }

    private static double Value(IReadOnlyList<string> lines, string series) =>
        double.Parse(lines.Single(line => line.StartsWith(series, StringComparison.Ordinal)).Split(' ')[1], CultureInfo.InvariantCulture);

    private async Task<IReadOnlyList<string>> TheirTextAsync() => MetricsPage.Read(await TheirPageAsync(), "");

    private async Task<IReadOnlyList<string>> OurTextAsync() => MetricsPage.Read(await OurPageAsync(), "");

    private async Task<string> TheirPageAsync(ExpositionFormat format = ExpositionFormat.PrometheusText)
    {
        using var page = new MemoryStream();
        await _theirRegistry.CollectAndExportAsTextAsync(page, format, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(page.ToArray());
    }

    private async Task<string> OurPageAsync(OurFormat? format = null)
    {
        using var page = new MemoryStream();
        await ExpositionSerializer.WriteAsync(
            _ourRegistry.Registry, format ?? OurFormat.Text, page, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(page.ToArray());
    }
}
