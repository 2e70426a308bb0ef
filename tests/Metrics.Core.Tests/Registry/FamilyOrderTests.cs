using PrometheusMetrics.Collection;
using PrometheusMetrics.Exposition;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Registry;

public class FamilyOrderTests : EngineTest
{
    // The formats of lines. OpenMetrics wants this order.
    public static TheoryData<string> Formats =>
    [
        .. ExpositionFormat.BuiltIn.ToArray()
            .Select(format => format.ContentType)
            .Where(type => !type.Contains("protobuf", StringComparison.Ordinal)),
    ];

    //
    [Fact]
    public void Families_are_in_ordinal_order_of_their_names()
    {
        Factory.CreateGauge("b", "");
        Factory.CreateGauge("a_b", "");
        Registry.Register(TestCollector.OfGauge("aB"));
        Factory.CreateGauge("B", "");

        Assert.Equal(["B 0", "aB 1", "a_b 0", "b 0"], Scrape.Lines(Registry));
    }

    //
    [Theory]
    [MemberData(nameof(Formats))]
    public void The_info_about_the_target_is_the_first(string contentType)
    {
        Factory.CreateGauge("a", "");
        Factory.CreateInfo("target", "").Set(("region", "eu"));
        Registry.Register(TestCollector.OfGauge("b"));
        var format = ExpositionFormat.BuiltIn.ToArray().Single(one => one.ContentType == contentType);

        Assert.Equal("target_info{region=\"eu\"} 1", Scrape.Lines(Registry, format).First(line => !line.StartsWith('#')));
    }

    //
    [Fact]
    public void So_it_is_if_a_collector_reports_it()
    {
        var target = new MetricDescriptor(MetricType.Info, "target", "", "region");
        Factory.CreateGauge("a", "");
        Registry.Register(new TestCollector([target], visitor => visitor.ReportInfo(target, "eu")));
        Registry.Register(TestCollector.OfGauge("a0"));

        Assert.Equal(["target_info{region=\"eu\"} 1", "a 0", "a0 1"], Scrape.Lines(Registry));
    }

    [Fact]
    public void Other_families_whose_names_begin_so_are_not()
    {
        Factory.CreateGauge("target", "");
        Factory.CreateInfo("target_a", "");
        Factory.CreateGauge("a", "");

        Assert.Equal(["a 0", "target 0", "target_a_info 1"], Scrape.Lines(Registry));
    }
}
