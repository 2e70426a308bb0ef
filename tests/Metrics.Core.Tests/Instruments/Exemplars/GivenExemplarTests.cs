using PrometheusMetrics.Exposition;
using PrometheusMetrics.Tests.Exposition;

namespace PrometheusMetrics.Tests.Instruments.Exemplars;

/// <summary>Exemplars that the user passes.</summary>
public class GivenExemplarTests : ExemplarTest
{
    // R-175, R-176, R-191
    [Fact]
    public void A_counter_shows_labels_value_and_time()
    {
        Counter().IncWithExemplar(2.5, ("trace_id", Trace), ("span_id", "b7ad6b7169203331"));

        Assert.Equal($"2.5 # {{trace_id=\"{Trace}\",span_id=\"b7ad6b7169203331\"}} 2.5 {Now}", Shown("x_total"));
    }

    // R-176
    [Fact]
    public void The_time_is_that_of_the_increment_not_of_the_scrape()
    {
        Counter().IncWithExemplar(1, ("a", "b"));

        Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal($"1 # {{a=\"b\"}} 1 {Now}", Shown("x_total"));
    }

    // R-175, R-179
    [Theory]
    [InlineData(0.05, "0.1")]
    [InlineData(0.1, "0.1")]
    [InlineData(0.67, "1.0")]
    [InlineData(1.5, "+Inf")]
    [InlineData(double.NegativeInfinity, "0.1")]
    [InlineData(double.PositiveInfinity, "+Inf")]
    public void A_histogram_shows_it_on_the_bucket_of_its_value_alone(double value, string bucket)
    {
        Histogram(0.1, 1).ObserveWithExemplar(value, ("a", "b"));

        var withExemplar = Assert.Single(Text(Registry).Split('\n'), line => line.Contains(" # ", StringComparison.Ordinal));
        Assert.StartsWith($"h_bucket{{le=\"{bucket}\"}} ", withExemplar, StringComparison.Ordinal);
        Assert.Contains(" # {a=\"b\"} ", withExemplar, StringComparison.Ordinal);
    }

    // R-179
    [Fact]
    public void Each_bucket_has_its_own_and_no_more_than_one()
    {
        var histogram = Histogram(new ExemplarOptions { MinInterval = TimeSpan.Zero }, 1, 2);

        histogram.ObserveWithExemplar(0.5, ("n", "1"));
        histogram.ObserveWithExemplar(0.75, ("n", "2"));
        histogram.ObserveWithExemplar(1.5, ("n", "3"));

        Assert.Equal($"2 # {{n=\"2\"}} 0.75 {Now}", Shown("h_bucket{le=\"1.0\"}"));
        Assert.Equal($"3 # {{n=\"3\"}} 1.5 {Now}", Shown("h_bucket{le=\"2.0\"}"));
        Assert.Equal("3", Shown("h_bucket{le=\"+Inf\"}"));
    }

    // R-180
    [Fact]
    public void One_without_labels_is_empty_braces()
    {
        Counter().IncWithExemplar(3, []);
        Histogram(1).ObserveWithExemplar(0.25, []);

        Assert.Equal($"3 # {{}} 3 {Now}", Shown("x_total"));
        Assert.Equal($"1 # {{}} 0.25 {Now}", Shown("h_bucket{le=\"1.0\"}"));
    }

    [Fact]
    public void None_without_an_exemplar()
    {
        var counter = Counter();
        counter.Inc();
        counter.Inc(2);
        Histogram(1).Observe(1);

        Assert.DoesNotContain(" # ", Text(Registry), StringComparison.Ordinal);
    }

    [Fact]
    public void It_stays_while_others_count_without_one()
    {
        var counter = Counter();
        counter.IncWithExemplar(1, ("a", "b"));

        Clock.Advance(TimeSpan.FromHours(1));
        counter.Inc();
        counter.Inc(2);

        Assert.Equal($"4 # {{a=\"b\"}} 1 {Now}", Shown("x_total"));
    }

    [Fact]
    public void Each_series_has_its_own()
    {
        var family = Factory.CreateCounter("x", "", "channel");
        family.WithLabels("web").IncWithExemplar(1, ("n", "1"));
        family.WithLabels("app").IncWithExemplar(1, ("n", "2"));

        Assert.Equal($"1 # {{n=\"1\"}} 1 {Now}", Shown("x_total{channel=\"web\"}"));
        Assert.Equal($"1 # {{n=\"2\"}} 1 {Now}", Shown("x_total{channel=\"app\"}"));
    }

    // R-176
    [Fact]
    public void Values_are_escaped()
    {
        Counter().IncWithExemplar(1, ("a", "\"\\\n"));

        Assert.Equal($$"""1 # {a="\"\\\n"} 1 {{Now}}""", Shown("x_total"));
    }

    // R-120
    [Fact]
    public void The_text_format_has_none()
    {
        Counter().IncWithExemplar(1, ("a", "b"));
        Histogram(1).ObserveWithExemplar(1, ("a", "b"));

        var body = Body.Of(ExpositionFormat.Text, visitor =>
        {
            using var reader = Registry.Read();
            while (reader.Read(visitor))
            {
            }
        });
        Assert.Contains("\nx_total 1\n", body, StringComparison.Ordinal);
        Assert.Contains("\nh_bucket{le=\"1\"} 1\n", body, StringComparison.Ordinal);
    }

    // R-381
    [Theory]
    [InlineData(typeof(ISummary))]
    [InlineData(typeof(IGauge))]
    [InlineData(typeof(IDistribution))]
    public void Instruments_without_exemplars_in_any_format_do_not_accept_one(Type instrument) => Assert.DoesNotContain(
        instrument.GetInterfaces().Append(instrument).SelectMany(type => type.GetMethods()).SelectMany(method => method.GetParameters()),
        parameter => parameter.ParameterType == typeof(ReadOnlySpan<(string, string)>));
}
