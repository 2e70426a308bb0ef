using PrometheusMetrics.Exposition;

internal sealed class NumberList : FlatSampleVisitor
{
    public List<string> Lines { get; } = [];

    protected override void Visit(in FlatSample sample) =>
        Lines.Add(FormattableString.Invariant($"{sample.Name} {sample.Labels} {sample.PartLabel} {sample.Value}"));
}
