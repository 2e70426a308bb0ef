using System.Net.NetworkInformation;
using PrometheusMetrics.Collection;

namespace WebApiSample.Network;

/// <summary>A custom collector. At each scrape it reads values that the operating system maintains.</summary>
public sealed class NetworkTrafficCollector : ICollector
{
    private static readonly MetricDescriptor Received = new(
        MetricType.Counter, "sample_network_receive_bytes_total", "Bytes received by network interface.", ["device"], unit: "bytes");

    private static readonly MetricDescriptor Transmitted = new(
        MetricType.Counter, "sample_network_transmit_bytes_total", "Bytes transmitted by network interface.", ["device"], unit: "bytes");

    public IReadOnlyList<MetricDescriptor> Descriptors { get; } = [Received, Transmitted];

    public void Collect(MetricVisitor visitor, in CollectionRequest request)
    {
        var traffic = NetworkInterface.GetAllNetworkInterfaces()
            .Select(device => (device.Name, Statistics: device.GetIPStatistics()))
            .ToList();
        visitor.ReportCounter(Received, traffic, device => Received.Labels(device.Name), device => device.Statistics.BytesReceived);
        visitor.ReportCounter(Transmitted, traffic, device => Transmitted.Labels(device.Name), device => device.Statistics.BytesSent);
    }
}
