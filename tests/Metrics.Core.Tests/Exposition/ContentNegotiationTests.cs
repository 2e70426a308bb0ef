using System.Buffers;
using System.Text;
using PrometheusMetrics.Exposition;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Exposition;

public sealed class ContentNegotiationTests
{
    private const string Text = "text/plain; version=0.0.4; charset=utf-8";
    private const string Text100 = "text/plain; version=1.0.0; charset=utf-8; escaping=underscores";
    private const string OpenMetrics = "application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=underscores";
    private const string OpenMetricsUtf8 = "application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=allow-utf-8";
    private const string OpenMetrics001 = "application/openmetrics-text; version=0.0.1; charset=utf-8";
    private const string Messages = "application/x-messages;proto=acme;encoding=delimited";
    private const string OpenMetrics2 = "application/openmetrics-text; version=2.0.0; charset=utf-8; escaping=underscores";
    private const string Protobuf = "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited";

    private const string ThirtyDigits = "555555555555555555555555555555";

    private const string ProtobufBody =
        "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited; escaping=underscores";

    /// <summary>Table E.3, and what servers send that know a sixth protocol.</summary>
    public static TheoryData<string, string, string> Servers => new()
    {
        {
            "2.42 default",
            "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,"
                + "*/*;q=0.1",
            OpenMetrics
        },
        {
            "2.42 native histograms",
            Protobuf + ",application/openmetrics-text;version=1.0.0;q=0.8,application/openmetrics-text;version=0.0.1;q=0.75,"
                + "text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
            ProtobufBody
        },
        {
            "2.53 default",
            "application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,"
                + "text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
            OpenMetrics
        },
        {
            "2.53 protobuf first",
            Protobuf + ";q=0.5,application/openmetrics-text;version=1.0.0;q=0.4,application/openmetrics-text;version=0.0.1;q=0.3,"
                + "text/plain;version=0.0.4;q=0.2,*/*;q=0.1",
            ProtobufBody
        },
        {
            "2.55 with UTF-8 validation",
            "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,"
                + "application/openmetrics-text;version=0.0.1;escaping=allow-utf-8;q=0.4,"
                + "text/plain;version=0.0.4;escaping=allow-utf-8;q=0.3,*/*;escaping=allow-utf-8;q=0.2",
            OpenMetricsUtf8
        },
        {
            "3.0 to 3.2 default",
            "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
                + "application/openmetrics-text;version=0.0.1;escaping=allow-utf-8;q=0.5,"
                + "text/plain;version=1.0.0;escaping=allow-utf-8;escaping=allow-utf-8;q=0.4,"
                + "text/plain;version=0.0.4;escaping=allow-utf-8;q=0.3,*/*;q=0.2",
            OpenMetricsUtf8
        },
        {
            "3.3 default",
            "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
                + "application/openmetrics-text;version=0.0.1;escaping=allow-utf-8;q=0.5,"
                + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;escaping=allow-utf-8;q=0.3,*/*;q=0.2",
            OpenMetricsUtf8
        },
        {
            "3.4 to 3.14 default",
            "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,"
                + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
            OpenMetricsUtf8
        },
        {
            "3.4 to 3.14 protobuf first",
            Protobuf + ";q=0.6,application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,"
                + "application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,"
                + "text/plain;version=0.0.4;q=0.2,*/*;q=0.1",
            ProtobufBody
        },
        {
            "3.x with dots, answered with underscores",
            "application/openmetrics-text;version=1.0.0;escaping=dots;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,"
                + "text/plain;version=1.0.0;escaping=dots;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
            OpenMetrics
        },
        {
            "2.55 protobuf first with UTF-8 validation",
            Protobuf + ";escaping=allow-utf-8;q=0.5,application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.4,"
                + "application/openmetrics-text;version=0.0.1;escaping=allow-utf-8;q=0.3,"
                + "text/plain;version=0.0.4;escaping=allow-utf-8;q=0.2,*/*;escaping=allow-utf-8;q=0.1",
            ProtobufBody.Replace("underscores", "allow-utf-8", StringComparison.Ordinal)
        },
        {
            "3.15 default",
            "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.7,application/openmetrics-text;version=0.0.1;q=0.6,"
                + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.5,text/plain;version=0.0.4;q=0.4,*/*;q=0.3",
            OpenMetricsUtf8
        },
        {
            "3.15 OpenMetrics 2.0 first",
            "application/openmetrics-text;version=2.0.0;q=0.7,application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
                + "application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,"
                + "text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
            OpenMetrics2
        },
        {
            "3.15 protobuf first",
            Protobuf + ";q=0.7,application/openmetrics-text;version=2.0.0;q=0.6,"
                + "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,text/plain;version=0.0.4;q=0.4,*/*;q=0.3",
            ProtobufBody
        },
        { "curl", "*/*", Text },
        { "a browser", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", Text },
        {
            "the document's example",
            "application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,"
                + "text/plain;version=1.0.0;q=0.3,text/plain;version=0.0.4;q=0.2,/;q=0.1",
            OpenMetrics
        },
        { "telegraf", "application/openmetrics-text; version=0.0.1", OpenMetrics001 },
    };

    [Theory]
    [MemberData(nameof(Servers))]
    public void Real_clients_get_what_they_can_read(string client, string accept, string expected) // E.3
    {
        Assert.NotEmpty(client);
        AssertChosen(expected, accept);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("*/*")]
    [InlineData("text/*")]
    [InlineData("*/*;q=0.1, text/*")]
    [InlineData("application/*")]
    [InlineData("image/png")]
    [InlineData("application/vnd.google.protobuf")]
    [InlineData("*/*, application/*")]
    [InlineData("text/plain;q=0,application/openmetrics-text;q=0,*/*")]
    [InlineData("text/plain;q=0")]
    [InlineData("*/*;q=0")]
    [InlineData("application/openmetrics-text;q=0,*/*")]
    [InlineData("text/plain;q=0,text/*")]
    [InlineData("text/plain;note=\"a,application/openmetrics-text;version=1.0.0")] // A quote that does not end.
    public void A_client_that_accepts_no_known_format_gets_text(string? accept) => AssertChosen(Text, accept);

    [Fact]
    public void Whoever_offers_one_format_serves_it_to_every_client() => Assert.Same(
        ExpositionFormat.OpenMetrics, ContentNegotiation.Choose("image/png", NameValidation.Legacy, ExpositionFormat.OpenMetrics));

    [Theory]
    [InlineData("TEXT/PLAIN ; Version=\"0.0.4\" ; Q=0.5", Text)]
    [InlineData("\tApplication/OpenMetrics-Text\t;\tVERSION=1.0.0\t;\tq=1.000\t", OpenMetrics)]
    [InlineData("application/openmetrics-text;;version=1.0.0;", OpenMetrics)]
    [InlineData("application/openmetrics-text;version=\"0.0.1\"", OpenMetrics001)]
    [InlineData("application/openmetrics-text;note=\"a,b\\\";c\";version=0.0.1", OpenMetrics001)]
    [InlineData("application/openmetrics-text;note=\"a\\\",b\";version=0.0.1", OpenMetrics001)]
    [InlineData("application/openmetrics-text;q=0.5;version=0.0.1;escaping=values", OpenMetrics)]
    [InlineData(",, ,application/openmetrics-text,,", OpenMetrics)]
    [InlineData("text/plain;charset=utf-8", Text)]
    [InlineData("application/openmetrics-text;version=\"0\\.0\\.1\"", OpenMetrics001)]
    [InlineData("application/openmetrics-text;version=\"\\1.0.\\0\"", OpenMetrics)]
    [InlineData("application/openmetrics-text;version=\"1\\.0\\.\",text/plain;version=1.0.0;q=0.1", Text100)]
    [InlineData("application/openmetrics-text;version=\"1.0.0\\0\",text/plain;version=1.0.0;q=0.1", Text100)]
    [InlineData("application/openmetrics-text;version=\"\",text/plain;version=1.0.0;q=0.1", Text100)]
    [InlineData("application/openmetrics-text;version=0.0.1;version=1.0.0", OpenMetrics001)]
    [InlineData("application/openmetrics-text;q=0.5;q=0,text/plain;q=0.1", OpenMetrics)]
    [InlineData("application/openmetrics-text;q=0." + ThirtyDigits, OpenMetrics)]
    public void Clauses_are_read_as_the_RFC_has_it(string accept, string expected) => AssertChosen(expected, accept);

    [Theory]
    [InlineData("/;q=0.1")]
    [InlineData("foo")]
    [InlineData("a/b/c")]
    [InlineData("*/openmetrics-text")]
    [InlineData("application/openmetrics-text/x")]
    [InlineData("application/openmetrics-text x")]
    [InlineData("application /openmetrics-text")]
    [InlineData("application/openmetrics-text;version=1.0.0\r\nX: y")]
    [InlineData("application/openmetrics-text;version=1.0.0;q=0.5\r\nX: y")]
    [InlineData("application/openmetrics-text;version=")]
    [InlineData("application/openmetrics-text;version")]
    [InlineData("application/openmetrics-text;=1.0.0")]
    [InlineData("application/openmetrics-text;note=;version=1.0.0")]
    [InlineData("application/openmetrics-text;version =1.0.0")]
    [InlineData("application/openmetrics-text;version=\"1.0.0")]
    [InlineData("application/openmetrics-text;version=\"1.0.0\\\"")]
    [InlineData("application/openmetrics-text;q=")]
    [InlineData("application/openmetrics-text;q=x")]
    [InlineData("application/openmetrics-text;q=-1")]
    [InlineData("application/openmetrics-text;q=1.1")]
    [InlineData("application/openmetrics-text;q=1e-1")]
    [InlineData("application/openmetrics-text;q=NaN")]
    [InlineData("application/openmetrics-text;q=0,5")]
    [InlineData("application/openmetrics-text;q=0." + ThirtyDigits + "5")]
    public void Malformed_clauses_are_skipped(string clause)
    {
        AssertChosen(Text, clause);
        AssertChosen(Text100, "text/plain;version=1.0.0;q=0.001," + clause);
    }

    [Theory]
    [InlineData("application/openmetrics-text;q=0,text/plain", Text)]
    [InlineData("application/openmetrics-text;q=0.0,application/openmetrics-text;version=1.0.0,text/plain;q=0.1", OpenMetrics)]
    [InlineData("application/openmetrics-text,application/openmetrics-text;version=1.0.0;q=0,text/plain;version=1.0.0;q=0.1", Text100)]
    [InlineData("application/openmetrics-text;version=1.0.0;q=0,application/openmetrics-text;version=0.0.1;q=0.1", OpenMetrics001)]
    [InlineData("application/*;q=0,application/openmetrics-text;q=0.5", OpenMetrics)]
    [InlineData("text/plain;q=0, */*", OpenMetrics)]
    [InlineData("text/*;q=0, */*;q=0.1", OpenMetrics)]
    [InlineData("text/plain;version=0.0.4;q=0, */*", Text100)]
    [InlineData("text/plain;q=0,application/openmetrics-text;version=1.0.0;q=0, */*", OpenMetrics001)]
    [InlineData("application/vnd.google.protobuf;q=0," + Protobuf + ";q=0.1", ProtobufBody)]
    [InlineData(Protobuf + ";q=0," + Protobuf, Text)]
    [InlineData("text/plain;q=0,text/*,application/openmetrics-text;q=0.1", OpenMetrics)]
    [InlineData("*/*;q=0,application/openmetrics-text;q=0.5", OpenMetrics)]
    [InlineData("text/plain;q=0,*/*,*/openmetrics-text;q=0", OpenMetrics)]
    public void Weight_0_forbids_what_is_not_allowed_more_precisely(string accept, string expected) => AssertChosen(expected, accept);

    [Theory]
    [InlineData("text/plain;version=0.0.4;q=0.3,application/openmetrics-text;version=1.0.0;q=0.6", OpenMetrics)]
    [InlineData("text/plain;version=0.0.4;q=0.7,application/openmetrics-text;version=1.0.0;q=0.6", Text)]
    [InlineData("*/*,application/openmetrics-text", OpenMetrics)]
    [InlineData("*/*,application/openmetrics-text;q=0.9", Text)]
    [InlineData("text/*,application/openmetrics-text", OpenMetrics)]
    [InlineData("*/*,text/*;q=0.9,application/openmetrics-text;q=0.8", Text)]
    [InlineData("text/plain,application/openmetrics-text", Text)]
    [InlineData("application/openmetrics-text,text/plain", OpenMetrics)]
    [InlineData("text/plain,application/openmetrics-text;version=1.0.0", OpenMetrics)]
    [InlineData("application/openmetrics-text;version=0.0.1,application/openmetrics-text;version=1.0.0", OpenMetrics001)]
    [InlineData("text/plain;q=0.333,application/openmetrics-text;q=0.3334", OpenMetrics)]
    public void The_weight_decides_then_the_precision_then_the_order(string accept, string expected) => AssertChosen(expected, accept);

    [Theory]
    [InlineData("application/openmetrics-text;version=3.0.0", Text)]
    [InlineData("application/openmetrics-text;version=3.0.0,application/openmetrics-text;version=0.0.1;q=0.1", OpenMetrics001)]
    [InlineData("application/openmetrics-text", OpenMetrics)]
    [InlineData("application/openmetrics-text;version=0.0.1", OpenMetrics001)]
    [InlineData("application/openmetrics-text;version=0.0.1;escaping=allow-utf-8", OpenMetrics001)]
    [InlineData("application/openmetrics-text;version=2.0.0;q=0.9,application/openmetrics-text;version=1.0.0;q=0.8", OpenMetrics2)]
    [InlineData("application/openmetrics-text;version=2.0.0", OpenMetrics2)]
    [InlineData("application/openmetrics-text;version=2.0", Text)]
    [InlineData("application/openmetrics-text;version=2.0.0-rc0", Text)]
    [InlineData("application/openmetrics-text;q=0.9,application/openmetrics-text;version=2.0.0;q=0.8", OpenMetrics)]
    [InlineData("text/plain", Text)]
    [InlineData("text/plain;version=0.0.4", Text)]
    [InlineData("text/plain;version=1.0.0", Text100)]
    [InlineData("text/plain;version=9", Text)]
    [InlineData("text/plain;version=9,application/openmetrics-text;q=0.1", OpenMetrics)]
    [InlineData("application/vnd.google.protobuf,application/openmetrics-text;q=0.1", OpenMetrics)]
    [InlineData(Protobuf, ProtobufBody)]
    [InlineData("application/vnd.google.protobuf;encoding=delimited", Text)]
    [InlineData("application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily", Text)]
    [InlineData("application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=text", Text)]
    [InlineData("application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=compact-text", Text)]
    [InlineData("application/vnd.google.protobuf;proto=other;encoding=delimited", Text)]
    public void The_version_has_to_match(string accept, string expected) => AssertChosen(expected, accept);

    [Theory]
    [InlineData("application/openmetrics-text;version=1.0.0;escaping=evil", OpenMetrics)]
    [InlineData("application/openmetrics-text;version=1.0.0;escaping=VALUES", OpenMetrics)]
    [InlineData("application/openmetrics-text;version=1.0.0", OpenMetrics)]
    [InlineData("application/openmetrics-text;version=1.0.0;escaping=underscores", OpenMetrics)]
    [InlineData("application/openmetrics-text;version=1.0.0;Escaping=\"allow-utf-8\"", OpenMetricsUtf8)]
    [InlineData("application/openmetrics-text;version=1.0.0;escaping=evil;escaping=allow-utf-8", OpenMetricsUtf8)]
    [InlineData("application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;escaping=values", OpenMetricsUtf8)]
    [InlineData(
        "application/openmetrics-text;escaping=values", "application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=values")]
    [InlineData("application/openmetrics-text;escaping=dots", OpenMetrics)]
    [InlineData("application/x;escaping=values;q=0.9,text/plain;version=0.0.4;q=0.1", Text)]
    [InlineData("application/x;escaping=values;q=0.9,text/plain;version=1.0.0;q=0.1", Text100)]
    [InlineData("text/plain;version=0.0.4;escaping=allow-utf-8", Text + "; escaping=allow-utf-8")]
    [InlineData("text/plain;version=0.0.4;escaping=values", Text + "; escaping=values")]
    [InlineData("text/plain;version=0.0.4;escaping=underscores", Text + "; escaping=underscores")]
    [InlineData("text/plain;version=0.0.4;escaping=dots", Text + "; escaping=underscores")]
    [InlineData("text/plain;version=0.0.4;escaping=evil", Text)]
    [InlineData("text/plain;version=1.0.0;escaping=allow-utf-8", "text/plain; version=1.0.0; charset=utf-8; escaping=allow-utf-8")]
    [InlineData("text/plain;version=1.0.0;escaping=values", "text/plain; version=1.0.0; charset=utf-8; escaping=values")]
    [InlineData("text/plain;version=1.0.0;escaping=dots", Text100)]
    [InlineData(
        Protobuf + ";escaping=values",
        "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited; escaping=values")]
    [InlineData(
        "application/openmetrics-text;version=2.0.0;escaping=allow-utf-8",
        "application/openmetrics-text; version=2.0.0; charset=utf-8; escaping=allow-utf-8")]
    [InlineData("application/openmetrics-text;escaping=allow-utf-8;q=0.1," + Protobuf, ProtobufBody)]
    [InlineData("application/openmetrics-text;escaping=\"allow\\-utf-8\"", OpenMetricsUtf8)]
    public void The_scheme_is_that_of_the_clause_that_matched(string accept, string expected) => AssertChosen(expected, accept);

    [Theory]
    [InlineData("application/x-messages;proto=acme;encoding=delimited", Messages)]
    [InlineData(
        "application/x-messages;Encoding=\"delimited\";proto=acme;escaping=allow-utf-8", Messages)]
    [InlineData("application/x-messages;encoding=delimited;charset=latin1;x=y", Messages)]
    [InlineData("application/x-messages", Messages)]
    [InlineData("application/x-messages;encoding=text", Text)]
    [InlineData("application/x-messages;encoding=Delimited", Text)]
    [InlineData("application/x-messages;proto=other;encoding=delimited,application/openmetrics-text;q=0.1", OpenMetrics)]
    [InlineData("application/x-messages;q=0.5;encoding=text", Messages)]
    [InlineData("application/x-messages;encoding=delimited;q=0,application/x-messages", Text)]
    [InlineData("application/x-messages;q=0,application/x-messages;encoding=delimited", Text)]
    [InlineData("application/openmetrics-text;version=1.0.0;escaping=allow-utf-8,application/x-messages", OpenMetricsUtf8)]
    [InlineData("application/x-messages,application/openmetrics-text;version=1.0.0", OpenMetrics)]
    [InlineData("application/x", Text)]
    [InlineData("application/*", Text)]
    [InlineData("*/*", Text)]
    [InlineData(null, Text)]
    public void A_custom_format_is_requested_by_all_its_parameters(string? accept, string expected)
    {
        var formats = (ExpositionFormat[])[.. ExpositionFormat.BuiltIn, new OtherFormat(Messages)];

        Assert.Equal(expected, ContentNegotiation.Choose(accept, formats).ContentType);
        Assert.Equal(0, Allocations.InTheLongRun(() => ContentNegotiation.Choose(accept, formats)));
    }

    [Theory]
    [InlineData("text/x;version=2", "text/x; version=2")]
    [InlineData("text/x;version=1;kind=b", "text/x; version=1; kind=b")]
    [InlineData("text/x;kind=b", "text/x; version=1; kind=b")]
    [InlineData("text/x;version=1", "text/x; version=1; kind=b")]
    [InlineData("text/x", "text/x")]
    [InlineData("text/x;version=3", "text/x")]
    [InlineData("text/plain", "text/x")]
    [InlineData("text/*", "text/x")]
    public void The_format_that_has_most_of_what_is_named_is_chosen_then_the_first(string accept, string expected) => Assert.Equal(
        expected,
        ContentNegotiation.Choose(
            accept,
            new OtherFormat("text/x"),
            new OtherFormat("text/x; version=1; kind=b"),
            new OtherFormat("text/x; version=2")).ContentType);

    [Fact]
    public void Any_number_of_formats_can_be_chosen_from()
    {
        var formats = Enumerable.Range(0, 100).Select(i => new OtherFormat($"text/x; version={i}")).ToArray<ExpositionFormat>();

        Assert.Same(formats[99], ContentNegotiation.Choose("text/x;version=99", formats));
        Assert.Same(formats[0], ContentNegotiation.Choose("text/y", formats));
        var refusal = Assert.Throws<ArgumentException>("formats", () => ContentNegotiation.Choose("text/x", []));
        Assert.StartsWith("Pass at least one format, and no null.", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("formats", () => ContentNegotiation.Choose("text/x", formats[0], null!));
    }

    [Theory]
    [InlineData("application/openmetrics-text;version=2.0.0;q=0.9,application/openmetrics-text;version=1.0.0;q=0.8", OpenMetrics)]
    [InlineData("application/openmetrics-text;version=2.0.0", Text)]
    public void A_format_that_is_not_offered_is_not_chosen(string accept, string expected) => Assert.Equal(
        expected,
        ContentNegotiation.Choose(
            accept, [.. ExpositionFormat.BuiltIn.ToArray().Where(format => format != ExpositionFormat.OpenMetrics2)]).ContentType);

    [Fact]
    public void A_format_takes_the_place_of_another_one_with_the_same_name()
    {
        var formats = ExpositionFormat.BuiltIn.ToArray();
        formats[formats.IndexOf(ExpositionFormat.OpenMetrics)] = ExpositionFormat.OpenMetricsWithCreated;

        Assert.Same(ExpositionFormat.OpenMetricsWithCreated, ContentNegotiation.Choose("application/openmetrics-text", formats));
        Assert.Same(ExpositionFormat.OpenMetrics, ContentNegotiation.Choose("application/openmetrics-text"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("*/*")]
    [InlineData("application/*")]
    [InlineData("image/png")]
    public void A_format_that_has_to_be_named_is_no_default(string? accept)
    {
        var formats = (ExpositionFormat[])[ExpositionFormat.Protobuf, ExpositionFormat.OpenMetrics2, ExpositionFormat.OpenMetrics];

        Assert.Same(ExpositionFormat.OpenMetrics, ContentNegotiation.Choose(accept, formats));
        Assert.Same(ExpositionFormat.Protobuf, ContentNegotiation.Choose(accept, formats.AsSpan(0, 2)));
    }

    [Theory]
    [InlineData(8_192)]
    [InlineData(30_000)]
    public void The_end_of_a_long_header_is_read(int length)
    {
        var filler = string.Concat(Enumerable.Repeat("application/x;version=\"a,b\";q=0.5,", length / 35));

        AssertChosen(OpenMetrics2, filler + "application/openmetrics-text;version=2.0.0;q=0.1");
        AssertChosen(Text100, filler + "text/plain;version=1.0.0");
    }

    public static TheoryData<string> HostileHeaders =>
    [
        new string(',', 100_000),
        new string('"', 99_999),
        new string('\\', 100_000),
        "a/b;x=\"" + new string('\\', 100_000),
        new string('a', 100_000),
        string.Concat(Enumerable.Repeat("text/plain;q=0,", 7_000)),
        string.Concat(Enumerable.Repeat("a/b;c=\"\\\"\";", 9_000)),
        "text/plain;q=0." + new string('9', 100_000),
        "text/plain" + new string(';', 100_000),
        "text/plain;x=\"" + string.Concat(Enumerable.Repeat("\\\"", 50_000)),
        string.Concat(Enumerable.Repeat("\",", 50_000)),
        "application/openmetrics-text;version=9" + string.Concat(Enumerable.Repeat(";a=b", 20_000)),
        new string(' ', 100_000) + "application/openmetrics-text",
        string.Concat(Enumerable.Repeat("application/openmetrics-text;version=", 3_000)),
        "\0\u2028\uD800😱,text/\uFFFF",
    ];

    [Theory]
    [MemberData(nameof(HostileHeaders))]
    public void Hostile_headers_get_text_and_allocate_nothing(string accept)
    {
        AssertChosen(Text, accept);
        Assert.Equal(0, Allocations.InTheLongRun(() => ContentNegotiation.Choose(accept)));
    }

    [Fact]
    public void A_clause_that_is_cut_off_by_the_limit_counts_for_nothing()
    {
        const string Clause = "application/openmetrics-text;q=0.15";
        var within = new string(',', AcceptHeader.MaxLength - Clause.Length) + Clause;

        AssertChosen(OpenMetrics, within);
        AssertChosen(Text, "," + within);
        AssertChosen(OpenMetrics, Clause + new string(',', 100_000));
    }

    [Fact]
    public void Random_headers_never_throw()
    {
        var random = new Random(7);
        string[] pieces =
        [
            "text", "/", "plain", "*", "application/openmetrics-text", ";", ",", "=", "version", "1.0.0", "q", "0.5", "\"", "\\", " ", "\t",
            "é", "\0", "0",
        ];
        for (var i = 0; i < 100_000; i++)
        {
            var header = new StringBuilder();
            for (var j = random.Next(30); j > 0; j--)
            {
                header.Append(pieces[random.Next(pieces.Length)]);
            }

            Assert.NotNull(ContentNegotiation.Choose(header.ToString()));
        }
    }

    [Fact]
    public void Choosing_allocates_nothing()
    {
        foreach (var (_, accept, _) in Servers.Select(row => row.Data))
        {
            Assert.Same(ContentNegotiation.Choose(accept), ContentNegotiation.Choose(accept));
            Assert.Equal(0, Allocations.InTheLongRun(() => ContentNegotiation.Choose(accept)));
        }
    }

    [Fact]
    public void Choosing_from_32_formats_allocates_nothing()
    {
        var formats = Enumerable.Range(0, 32).Select(i => new OtherFormat($"text/x; version={i}")).ToArray<ExpositionFormat>();

        Assert.Equal(0, Allocations.InTheLongRun(() => ContentNegotiation.Choose("text/x;version=31", formats)));
    }

    private static void AssertChosen(string expected, string? accept) =>
        Assert.Equal(expected, ContentNegotiation.Choose(accept).ContentType);

    private sealed class OtherFormat(string contentType) : ExpositionFormat(contentType)
    {
        public override ExpositionWriter CreateWriter(IBufferWriter<byte> output) => throw new NotSupportedException();
    }
}
