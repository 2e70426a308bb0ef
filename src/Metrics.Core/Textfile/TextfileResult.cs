namespace PrometheusMetrics.Textfile;

/// <summary>What a <see cref="TextfileWriter"/> wrote.</summary>
/// <param name="Bytes">The size of the file in bytes.</param>
/// <param name="LeftOut">The names of the families that were left out because of node_exporter, in ordinal order.</param>
public sealed record TextfileResult(long Bytes, IReadOnlyList<string> LeftOut);
