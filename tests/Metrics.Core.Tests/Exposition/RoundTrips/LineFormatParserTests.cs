using System.Text;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Tests.Support.Parsing;

namespace PrometheusMetrics.Tests.Exposition.RoundTrips;

/// <summary>The readers of the round trips themselves: what a server or the specification rejects, they reject.</summary>
public sealed class LineFormatParserTests
{
    public static TheoryData<string> Rejected(string prefix) =>
        [.. ServerCase.All.Where(one => !one.Accepted && one.Name.StartsWith(prefix, StringComparison.Ordinal)).Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Rejected), "t_")]
    public void What_Prometheus_rejects_as_text_is_rejected(string name) =>
        Assert.Throws<ExpositionException>(() => LineFormatParser.ParseText(BodyOf(name)));

    [Theory]
    [MemberData(nameof(Rejected), "o_")]
    public void What_Prometheus_rejects_as_OpenMetrics_is_rejected(string name) =>
        Assert.Throws<ExpositionException>(() => LineFormatParser.ParseOpenMetrics(BodyOf(name)));

    [Theory]
    [InlineData("t_ok")]
    [InlineData("t_empty")]
    [InlineData("t_name_colon")]
    [InlineData("t_job_label")]
    public void Good_text_is_accepted(string name) => LineFormatParser.ParseText(BodyOf(name));

    [Theory]
    [InlineData("o_ok")]
    [InlineData("o_empty_just_eof")]
    [InlineData("o_unit_ok")]
    [InlineData("o_unit_total")]
    [InlineData("o_ex")]
    [InlineData("o_ex_empty")]
    [InlineData("o_info")]
    [InlineData("o_stateset")]
    [InlineData("o_ghist")]
    [InlineData("o_created")]
    [InlineData("o_null")]
    public void Good_OpenMetrics_is_accepted(string name) => LineFormatParser.ParseOpenMetrics(BodyOf(name));

    // What Prometheus 2.42 lets pass, and the specification, other servers or this project do not.
    [Theory]
    [InlineData("m 1")]
    [InlineData("m 1 \n")]
    [InlineData("\nm 1\n")]
    [InlineData("m{} 1\n")]
    [InlineData("m{a=\"b\",} 1\n")]
    [InlineData("m 1\nm 2\n")]
    [InlineData("m{a=\"1\",b=\"\"} 1\nm{a=\"1\"} 1\n")]
    [InlineData("m{a=\"1\"} 1\nn 1\nm{a=\"2\"} 1\n")]
    [InlineData("# TYPE m gauge\n# TYPE m gauge\nm 1\n")]
    [InlineData("# TYPE m gauge\nm 1\n# HELP m h\n")]
    [InlineData("# HELP m a \\q\nm 1\n")]
    [InlineData("# HELP m a \\\"\nm 1\n")]
    [InlineData("# UNIT m_s s\nm_s 1\n")]
    [InlineData("m 1\n# EOF\n")]
    [InlineData("m{a=\"\\t\"} 1\n")]
    [InlineData("m 1E6\n")]
    [InlineData("m +1\n")]
    [InlineData("m 01\n")]
    [InlineData("m .5\n")]
    [InlineData("m Inf\n")]
    [InlineData("m nan\n")]
    [InlineData("# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_sum 1\nh_count 1\n")]
    [InlineData("# TYPE h histogram\nh_bucket{le=\"+Inf\"} 1\nh_bucket{le=\"1\"} 1\nh_sum 1\nh_count 1\n")]
    [InlineData("# TYPE h histogram\nh_bucket{le=\"1\"} 2\nh_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count 1\n")]
    [InlineData("# TYPE h histogram\nh_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count 2\n")]
    [InlineData("# TYPE h histogram\nh_bucket{le=\"+Inf\"} 1\nh_sum 1\n")]
    [InlineData("# TYPE h histogram\nh_bucket{le=\"1.0\"} 1\nh_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count 1\n")]
    [InlineData("# TYPE h histogram\nh_bucket{le=\"1\",a=\"\"} 1\nh_bucket{le=\"+Inf\",a=\"\"} 1\nh_sum{a=\"\"} 1\nh_count{a=\"\"} 1\n")]
    [InlineData("# TYPE h histogram\nh_bucket{le=\"+Inf\"} 1.5\nh_sum 1\nh_count 1.5\n")]
    [InlineData("# TYPE h histogram\nh 1\n# TYPE h_count gauge\nh_count 1\n")]
    [InlineData("# TYPE s summary\ns{quantile=\"1.5\"} 1\ns_sum 1\ns_count 1\n")]
    [InlineData("# TYPE s summary\ns{quantile=\"0.9\"} 1\ns{quantile=\"0.5\"} 1\ns_sum 1\ns_count 1\n")]
    public void Bad_text_is_rejected(string body) =>
        Assert.Throws<ExpositionException>(() => LineFormatParser.ParseText(Encoding.UTF8.GetBytes(body)));

    [Theory]
    [InlineData("m 1\n# EOF")]
    [InlineData("# TYPE m counter\nm 1\n# EOF\n")]
    [InlineData("# TYPE m_total counter\nm_total 1\n# EOF\n")]
    [InlineData("# TYPE m counter\nm_total -1\n# EOF\n")]
    [InlineData("# TYPE m counter\nm_total NaN\n# EOF\n")]
    [InlineData("# TYPE m gauge\n# TYPE m gauge\nm 1\n# EOF\n")]
    [InlineData("# TYPE a gauge\na 1\n# HELP a x\n# EOF\n")]
    [InlineData("# TYPE m gauge\n# TYPE n gauge\nn 1\nm 1\n# EOF\n")]
    [InlineData("# TYPE m_u info\n# UNIT m_u u\nm_u_info 1\n# EOF\n")]
    [InlineData("# HELP m a \"q\"\nm 1\n# EOF\n")]
    [InlineData("# TYPE b info\nb_info 2\n# EOF\n")]
    [InlineData("# TYPE s stateset\ns{s=\"a\"} 2\n# EOF\n")]
    [InlineData("# TYPE s stateset\ns{x=\"a\"} 1\n# EOF\n")]
    [InlineData("# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_bucket{le=\"+Inf\"} 1\nh_count 1\nh_sum 1\n# EOF\n")]
    [InlineData("# TYPE h histogram\nh_bucket{le=\"+Inf\"} 1\nh_count 1\n# EOF\n")]
    [InlineData("# TYPE h histogram\nh_bucket{le=\"1.0\"} 1 # {} 2\nh_bucket{le=\"+Inf\"} 1\nh_count 1\nh_sum 1\n# EOF\n")]
    [InlineData("# TYPE h gaugehistogram\nh_bucket{le=\"+Inf\"} 1\nh_gcount 1\n# EOF\n")]
    [InlineData("m 1 1e9\n# EOF\n")]
    [InlineData("# TYPE m counter\nm_total 1 # {a=\"b\"} 0.5 NaN\n# EOF\n")]
    [InlineData("# TYPE m counter\nm_total 1 # {a=\"\0\"} 0.5\n# EOF\n")]
    [InlineData("# TYPE m counter\nm_total 1 # {a=\"b\",} 0.5\n# EOF\n")]
    public void Bad_OpenMetrics_is_rejected(string body) =>
        Assert.Throws<ExpositionException>(() => LineFormatParser.ParseOpenMetrics(Encoding.UTF8.GetBytes(body)));

    [Theory]
    [InlineData(127, true)]
    [InlineData(128, false)]
    public void An_exemplar_has_128_code_points(int emoji, bool accepted)
    {
        var value = string.Concat(Enumerable.Repeat("😱", emoji));
        var body = Encoding.UTF8.GetBytes($"# TYPE m counter\nm_total 1 # {{a=\"{value}\"}} 1\n# EOF\n");

        Assert.Equal(accepted, Record.Exception(() => LineFormatParser.ParseOpenMetrics(body)) is not ExpositionException);
    }

    [Theory]
    [InlineData("m{\"a.b\"=\"1\"} 1\n", "m")]
    [InlineData("{\"m.x\"} 1\n", "m.x")]
    [InlineData("# TYPE \"m.x\" gauge\n{\"m.x\",a=\"1\",\"b.c\"=\"2\"} 1\n", "m.x")]
    [InlineData("{\"a\\\"b\\\\c\\nd\"} 1\n", "a\"b\\c\nd")]
    public void Quoted_names_are_read_where_they_are_allowed(string body, string name)
    {
        Assert.Throws<ExpositionException>(() => LineFormatParser.ParseText(Encoding.UTF8.GetBytes(body)));
        Assert.Equal(name, Assert.Single(LineFormatParser.ParseText(Encoding.UTF8.GetBytes(body), quotedNames: true)).Name);
    }

    [Theory]
    [InlineData("{\"m\"} 1\n")]
    [InlineData("{\"m.x\",} 1\n")]
    [InlineData("{\"\"} 1\n")]
    [InlineData("m{\"a\"=\"1\"} 1\n")]
    [InlineData("m{\"__name__\"=\"1\"} 1\n")]
    public void Bad_quotes_are_rejected(string body) =>
        Assert.Throws<ExpositionException>(() => LineFormatParser.ParseText(Encoding.UTF8.GetBytes(body), quotedNames: true));

    // The fixtures were accepted by servers and by other parsers.
    [Fact]
    public void The_fixture_of_text_is_read()
    {
        var families = LineFormatParser.ParseText(Resources.Bytes("Fixtures/text004"));

        Assert.Equal(
            ["acme_build_info", "acme_jobs_total", "acme_queue_length", "acme_ratio", "acme_request_duration_seconds", "acme_rpc_seconds"],
            families.Select(family => family.Name));
        Assert.Equal("Jobs \"done\" in C:\\temp\nsecond line.", families[1].Help);
        Assert.Equal([new("path", "C:\\temp \"x\"\nend"), new("unicode", "Πρ☃")], families[1].Series[0].Labels);
        Assert.Equal(
            [new(0.005, 0), new(1, 2), new(2.5, 3), new(double.PositiveInfinity, 4)], families[4].Series[0].Buckets);
        Assert.Equal((4, 12.75), (families[4].Series[0].Count, families[4].Series[0].Sum));
    }

    [Fact]
    public void The_fixture_of_OpenMetrics_is_read()
    {
        var families = LineFormatParser.ParseOpenMetrics(Resources.Bytes("Fixtures/openmetrics100"));

        Assert.Equal(
            [
                MetricType.Info, MetricType.Counter, MetricType.Gauge, MetricType.Gauge, MetricType.Histogram, MetricType.Summary,
                MetricType.StateSet, MetricType.Histogram, MetricType.GaugeHistogram,
            ],
            families.Select(family => family.Type));
        var exemplar = Assert.Single(families[1].Series[0].Exemplars);
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1700000000123), exemplar.Time);
        Assert.Equal("seconds", families[4].Unit);
        Assert.Equal(0.25, families[4].Series[0].Buckets[1].Exemplar!.Value);
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1699999000250), families[4].Series[0].Created);
        Assert.Equal([new("idle", false), new("running", true)], families[6].Series[0].States);
        Assert.Equal((3, 7.5), (families[8].Series[0].Count, families[8].Series[0].Sum));
    }

    private static byte[] BodyOf(string name) => ServerCase.All.Single(one => one.Name == name).Body;
}
