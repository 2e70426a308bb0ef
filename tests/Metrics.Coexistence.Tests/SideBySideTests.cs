using System.Text;
using PrometheusMetrics;
using PrometheusMetrics.Export;
using PrometheusMetrics.Exposition;
using Shop.Orders;
using Shop.Storage;
using CollectorRegistry = Prometheus.CollectorRegistry;
using LegacyMetrics = Prometheus.Metrics;

namespace Shop;

/// <summary>An application that has a class <c>Metrics</c> of its own and uses prometheus-net compiles with references to all four
/// assemblies, and both libraries run side by side.</summary>
public sealed class SideBySideTests : IDisposable
{
    private readonly MetricRegistry _registry = new();
    private readonly MetricFactory _factory;

    public SideBySideTests() => _factory = new MetricFactory(_registry);

    public void Dispose() => _registry.Dispose();

    [Fact]
    public async Task A_class_of_the_application_may_be_called_Metrics()
    {
        new OrderDesk(_factory).Place();

        Assert.Contains("\nshop_orders_placed_total 1\n", await TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_creates_metrics_of_prometheus_net_stays_as_it_is()
    {
        Warehouse.Pack();

        Assert.Contains("\nwarehouse_parcels_packed_total 1\n", await LegacyTextAsync(Warehouse.Registry), StringComparison.Ordinal);
        Assert.DoesNotContain("warehouse", await TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Both_count_in_one_method_and_neither_has_the_series_of_the_other()
    {
        var legacyRegistry = LegacyMetrics.NewCustomRegistry();

        new Checkout(_factory, legacyRegistry).Pay(3);

        Assert.Equal(
            "# HELP checkout_paid_total Orders paid.\n# TYPE checkout_paid_total counter\ncheckout_paid_total 3\n",
            await TextAsync());
        Assert.Equal(
            "# HELP legacy_checkout_paid_total Orders paid.\n# TYPE legacy_checkout_paid_total counter\nlegacy_checkout_paid_total 6\n",
            await LegacyTextAsync(legacyRegistry));
    }

    private static async Task<string> LegacyTextAsync(CollectorRegistry registry)
    {
        using var text = new MemoryStream();
        await registry.CollectAndExportAsTextAsync(text, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(text.ToArray());
    }

    private async Task<string> TextAsync()
    {
        using var text = new MemoryStream();
        await ExpositionSerializer.WriteAsync(_registry, ExpositionFormat.Text, text, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(text.ToArray());
    }
}
