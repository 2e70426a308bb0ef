using PrometheusMetrics.Collection;

namespace Guides;

internal sealed class LicenceServer
{
    public string Edition { get; init; } = "";

    public int? FreeSeats { get; init; }

    public long Renewals { get; init; }

    public DateTimeOffset Started { get; init; }
}

internal sealed class LicenceCollector(LicenceServer server) : ICollector
{
    private static readonly MetricDescriptor Product = new(MetricType.Info, "licence_info", "The licensed product.", "edition");
    private static readonly MetricDescriptor Renewals = new(MetricType.Counter, "licence_renewals_total", "Licences renewed.");
    private static readonly MetricDescriptor Seats = new(MetricType.Gauge, "licence_free_seats", "Seats that are free.");

    public IReadOnlyList<MetricDescriptor> Descriptors { get; } = [Product, Renewals, Seats];

    public void Collect(MetricVisitor visitor, in CollectionRequest request)
    {
        visitor.ReportInfo(Product, server.Edition);
        visitor.ReportCounter(Renewals, server.Renewals, server.Started);
        visitor.ReportGauge(Seats, server.FreeSeats);
    }
}
