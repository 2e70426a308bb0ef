namespace PrometheusMetrics.Streaming;

/// <summary>A visitor that can receive several series of a family with one call, with their labels as it writes them.</summary>
internal interface ISeriesBatchVisitor
{
    /// <summary>How the visitor writes labels.</summary>
    LabelEncoding LabelEncoding { get; }

    /// <summary>Receives series of the current family, and those that it has not received yet with further calls.</summary>
    /// <param name="series">The series, which are beside each other in their family; not empty.</param>
    /// <param name="labels">Their labels.</param>
    /// <param name="first">The index of the labels of the first series.</param>
    /// <param name="reported">The number of received series that have a sample: not those that are hidden.</param>
    /// <returns>The number of series that were received: as many as fit into a part of a body, and at least one.</returns>
    int Receive(ReadOnlySpan<Series> series, LabelSegment labels, int first, out int reported);
}
