using PrometheusMetrics.Exposition;

namespace PrometheusMetrics.Testing;

/// <summary>Finds the value of one sample.</summary>
internal sealed class SampleFinder(SampleQuery query) : FlatSampleVisitor
{
    public double? Value { get; private set; }

    protected override void Visit(in FlatSample sample)
    {
        if (query.Matches(sample))
        {
            Value = sample.Value;
        }
    }
}
