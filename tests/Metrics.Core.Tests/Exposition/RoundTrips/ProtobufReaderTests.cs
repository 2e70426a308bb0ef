using Google.Protobuf;
using PrometheusMetrics.Tests.Exposition.Protobuf;
using PrometheusMetrics.Tests.Support.Parsing;

namespace PrometheusMetrics.Tests.Exposition.RoundTrips;

/// <summary>The reader of protobuf itself.</summary>
public sealed class ProtobufReaderTests
{
    [Theory]
    [InlineData("p_ok")]
    [InlineData("p_native")]
    [InlineData("p_native_unpacked")]
    [InlineData("p_native_noop")]
    [InlineData("p_native_empty_zt")]
    [InlineData("p_empty")]
    [InlineData("p_counter_name")]
    [InlineData("p_ex_nots")]
    public void Good_bodies_are_accepted(string name) => ProtobufReader.Parse(BodyOf(name));

    // Prometheus 2.42 accepts the first two, newer ones do not.
    [Theory]
    [InlineData("p_schema9")]
    [InlineData("p_count_mismatch")]
    [InlineData("p_bad_spans")]
    [InlineData("p_trunc")]
    public void Bad_bodies_are_rejected(string name) => Assert.Throws<ExpositionException>(() => ProtobufReader.Parse(BodyOf(name)));

    [Fact]
    public void The_fixture_is_read()
    {
        var families = ProtobufReader.Parse(Resources.Bytes("Fixtures/proto_delimited"));

        Assert.Equal("acme_jobs_total", families[0].Name);
        Assert.Contains(families, family => family.Series.Any(series => series.Native is not null));
    }

    [Theory]
    [InlineData("""{ "name": "m", "type": "GAUGE", "metric": [ { "counter": { "value": 1 } } ] }""")]
    [InlineData("""{ "name": "m", "type": "GAUGE", "metric": [ { } ] }""")]
    [InlineData("""{ "name": "m", "metric": [ { "gauge": { "value": 1 } } ] }""")]
    [InlineData("""{ "name": "m", "type": "GAUGE", "metric": [ { "gauge": { "value": 1 } }, { "gauge": { "value": 1 } } ] }""")]
    [InlineData(
        """{ "name": "m", "type": "GAUGE", "metric": [ { "gauge": { "value": 1 }, "label": [ { "name": "", "value": "a" } ] } ] }""")]
    [InlineData("""{ "name": "m", "type": "HISTOGRAM", "metric": [ { "histogram": { "sampleCount": 1, "sampleSum": 1 } } ] }""")]
    public void Bad_messages_are_rejected(string json)
    {
        using var stream = new MemoryStream();
        JsonParser.Default.Parse<MetricFamily>(json).WriteDelimitedTo(stream);

        Assert.Throws<ExpositionException>(() => ProtobufReader.Parse(stream.ToArray()));
    }

    private static byte[] BodyOf(string name) => ServerCase.All.Single(one => one.Name == name).Body;
}
