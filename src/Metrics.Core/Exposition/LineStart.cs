namespace PrometheusMetrics.Exposition;

/// <summary>The beginning of each line that has a certain suffix: the name and what follows it.</summary>
/// <param name="open">What is before labels, <c>name_suffix{</c> or <c>{"name_suffix",</c>. They end with a brace.</param>
/// <param name="alone">What is before the value if there are no labels, <c>name_suffix </c> or <c>{"name_suffix"} </c>.</param>
internal readonly ref struct LineStart(ReadOnlySpan<byte> open, ReadOnlySpan<byte> alone)
{
    public readonly ReadOnlySpan<byte> Open = open;
    public readonly ReadOnlySpan<byte> Alone = alone;
}
