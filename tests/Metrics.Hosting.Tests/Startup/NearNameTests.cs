using PrometheusMetrics.Hosting;

namespace PrometheusMetrics.Tests.Hosting.Startup;

public sealed class NearNameTests
{
    [Theory]
    [InlineData("Pushgatway")] // left out
    [InlineData("Pushhgateway")] // inserted
    [InlineData("Pushgateqay")] // replaced
    [InlineData("Puhsgateway")] // swapped
    [InlineData("Pushgatewya1")] // swapped and inserted
    [InlineData("Pushgtwy")] // three left out: none
    [InlineData("PushGateway")]
    [InlineData("PUSHGATWAY")]
    public void Two_edits_are_near_and_three_are_not(string name) =>
        Assert.Equal(name == "Pushgtwy" ? null : "Pushgateway", NearName.Find(name, ["HttpMetrics", "Pushgateway"]));

    [Fact]
    public void The_nearest_one_is_found() => Assert.Equal("Metric", NearName.Find("Metri", ["Metrics", "Metric", "Metrix"]));

    [Theory]
    [InlineData("S3", "X1", false)]
    [InlineData("Tls", "Tns", true)]
    [InlineData("Tls", "Tnx", false)]
    [InlineData("Remote", "Rmeoet", true)]
    public void A_short_name_allows_one_edit_for_three_letters(string known, string name, bool isNear) =>
        Assert.Equal(isNear ? known : null, NearName.Find(name, [known]));

    [Fact]
    public void Of_nothing_nothing_is_near()
    {
        Assert.Null(NearName.Find("Pushgateway", []));
        Assert.Null(NearName.Find("", ["Pushgateway"]));
    }
}
