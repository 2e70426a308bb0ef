using System.Text;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Tests.Support.Parsing;

namespace PrometheusMetrics.Tests.Exposition.RoundTrips;

/// <summary>The reader of OpenMetrics 2.0 itself.</summary>
public sealed class OpenMetrics2ParserTests
{
    [Fact]
    public void The_fixture_is_read()
    {
        var families = LineFormatParser.ParseOpenMetrics2(Resources.Bytes("Fixtures/openmetrics200"), quotedNames: true);

        Assert.Equal(
            [
                MetricType.Info, MetricType.Counter, MetricType.Gauge, MetricType.Histogram, MetricType.Histogram, MetricType.Summary,
                MetricType.StateSet, MetricType.Histogram, MetricType.GaugeHistogram, MetricType.Counter,
            ],
            families.Select(family => family.Type));
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1699999000250), families[1].Series[0].Created);
        var both = families[3].Series[0];
        Assert.Equal([new(0.005, 0), new(1, 2), new(2.5, 3), new(double.PositiveInfinity, 4)], both.Buckets);
        Assert.Equal([new(-16, 1), new(0, 1), new(5, 1), new(27, 1)], both.Native!.Positive);
        Assert.Equal([0.25, 10], both.Exemplars.Select(exemplar => exemplar.Value));
        Assert.Empty(families[4].Series[0].Buckets);
        Assert.Equal([new(0.5, double.NaN), new(0.99, double.NaN)], families[5].Series[0].Quantiles);
        Assert.Equal((3, 7.5), (families[8].Series[0].Count, families[8].Series[0].Sum));
        Assert.Equal(("acme.cpu.time", "host.name"), (families[9].Name, families[9].Series[0].Labels[0].Name));
    }

    [Theory]
    [InlineData("h {count:1,sum:1,bucket:[+Inf:1]}\n")]
    [InlineData("h {count:1,sum:1,bucket:[+Inf:1]} 5 st@4 # {} 1 5 # {a=\"b\"} 1 5\n")]
    [InlineData("h {count:1,sum:1,schema:0,zero_threshold:0,zero_count:1}\n")]
    [InlineData("h {count:3,sum:1,schema:0,zero_threshold:0,zero_count:0,negative_spans:[-2:1,3:1],negative_buckets:[1,2]}\n")]
    public void Good_histograms_are_accepted(string line) => Parse("histogram", line);

    [Theory]
    [InlineData("h {count: 1,sum:1,bucket:[+Inf:1]}\n")]
    [InlineData("h {count:1,sum:1,bucket:[+Inf:2]}\n")]
    [InlineData("h {count:1,sum:1,bucket:[1.0:1]}\n")]
    [InlineData("h {count:1,sum:1,bucket:[1.0:2,+Inf:1]}\n")]
    [InlineData("h {sum:1,count:1,bucket:[+Inf:1]}\n")]
    [InlineData("h {count:1,bucket:[+Inf:1]}\n")]
    [InlineData("h {gcount:1,gsum:1,bucket:[+Inf:1]}\n")]
    [InlineData("h {count:1,sum:1,bucket:[+Inf:1]} st@4 5\n")]
    [InlineData("h {count:1,sum:1,bucket:[+Inf:1]} # {} 1\n")]
    [InlineData("h {count:1,sum:1,bucket:[+Inf:1]}x\n")]
    [InlineData("h_bucket{le=\"+Inf\"} 1\nh_count 1\nh_sum 1\n")]
    [InlineData("h {count:1,sum:1,schema:9,zero_threshold:0,zero_count:1}\n")]
    [InlineData("h {count:2,sum:1,schema:0,zero_threshold:0,zero_count:1}\n")]
    [InlineData("h {count:2,sum:1,schema:0,zero_threshold:0,zero_count:0,positive_spans:[0:2],positive_buckets:[2]}\n")]
    [InlineData("h {count:2,sum:1,schema:0,zero_threshold:0,zero_count:0,positive_spans:[0:1,0:1],positive_buckets:[1,1]}\n")]
    [InlineData("h {count:2,sum:1,schema:0,zero_threshold:0,zero_count:0,positive_spans:[0:1,1:1],positive_deltas:[1,0]}\n")]
    public void Bad_histograms_are_rejected(string line) => Assert.Throws<ExpositionException>(() => Parse("histogram", line));

    [Theory]
    [InlineData("summary", "h {count:1,sum:1,quantile:[0.9:1,0.5:1]}\n")]
    [InlineData("summary", "h {count:1,sum:1}\n")]
    [InlineData("gaugehistogram", "h {gcount:1,gsum:1,bucket:[+Inf:1]} st@4\n")]
    [InlineData("gauge", "h 1 st@4\n")]
    [InlineData("gauge", "h 1 # {} 1 5\n")]
    [InlineData("gauge", "h {count:1,sum:1,bucket:[+Inf:1]}\n")]
    [InlineData("counter", "h_total 1\n")]
    public void Bad_samples_are_rejected(string type, string line) => Assert.Throws<ExpositionException>(() => Parse(type, line));

    [Fact]
    public void What_only_this_version_has_is_rejected_by_the_reader_of_version_1()
    {
        foreach (var line in Encoding.UTF8.GetString(Resources.Bytes("Fixtures/openmetrics200")).Split('\n'))
        {
            if (line.Contains("st@", StringComparison.Ordinal) || line.Contains(" {", StringComparison.Ordinal))
            {
                Assert.Throws<ExpositionException>(() => LineFormatParser.ParseOpenMetrics(Encoding.UTF8.GetBytes(line + "\n# EOF\n")));
            }
        }
    }

    // A family of which samples stand beside its own is another family.
    private static void Parse(string type, string line)
    {
        var families = LineFormatParser.ParseOpenMetrics2(Encoding.UTF8.GetBytes($"# TYPE h {type}\n{line}# EOF\n"));
        if (families is not [{ Series.Count: 1 }])
        {
            throw new ExpositionException("The sample is not of the family.");
        }
    }
}
