namespace PrometheusMetrics.Streaming;

/// <summary>The encoded labels of the series in the slots of one array, in which a slot never gets another series. They are beside each
/// other in memory, in segments, so that a scrape reads them from one end to the other instead of object by object.</summary>
/// <threadsafety>Every member may be used from any thread. Readers never wait for each other: two of them may create the same segment, and
/// either result is kept.</threadsafety>
internal sealed class LabelBlocks
{
    /// <summary>The number of series from which on the cache takes less memory than the labels would take one by one.</summary>
    public const int MinCount = 4;

    // Text and protobuf. With UTF-8 names there are more, but a client that asks for each in turn must not multiply the memory: the
    // encoding that was added first is forgotten.
    private const int MaxEncodings = 2;

    private readonly Series[] _slots;
    private volatile Block[] _blocks = [];

    public LabelBlocks(Series[] slots) => _slots = slots;

    /// <summary>Returns the labels in an encoding. A reader calls it once, and keeps the result: otherwise readers with more encodings
    /// than are kept would make each other begin again at every batch.</summary>
    public Block Find(LabelEncoding encoding)
    {
        var blocks = _blocks;
        foreach (var block in blocks)
        {
            if (ReferenceEquals(block.Encoding, encoding))
            {
                return block;
            }
        }

        var added = new Block(encoding, _slots);
        _blocks = [.. blocks.TakeLast(MaxEncodings - 1), added];
        return added;
    }

    /// <summary>Returns the labels for a larger array, in which the same series are in the same slots.</summary>
    public LabelBlocks Move(Series[] slots) => new(slots) { _blocks = Array.ConvertAll(_blocks, block => block.Move(slots)) };

    /// <summary>The labels in one encoding.</summary>
    public sealed class Block
    {
        private readonly Series[] _slots;
        private readonly LabelSegment?[] _segments;

        public Block(LabelEncoding encoding, Series[] slots)
        {
            Encoding = encoding;
            _slots = slots;
            _segments = new LabelSegment?[(slots.Length + LabelSegment.MaxCount - 1) / LabelSegment.MaxCount];
        }

        public LabelEncoding Encoding { get; }

        /// <summary>Returns the segment that has the labels of a series, at its index modulo <see cref="LabelSegment.MaxCount"/>. Encodes
        /// them first, unless a reader has done so before.</summary>
        /// <param name="index">The slot of the series.</param>
        /// <param name="used">The number of slots that have series.</param>
        public LabelSegment Get(int index, int used)
        {
            var number = index / LabelSegment.MaxCount;
            var first = number * LabelSegment.MaxCount;
            var count = Math.Min(LabelSegment.MaxCount, used - first);
            ref var segment = ref _segments[number];
            if (Volatile.Read(ref segment) is { } known && known.Count >= count)
            {
                return known;
            }

            var created = LabelSegment.Create(_slots.AsSpan(first, count), Encoding);
            Volatile.Write(ref segment, created);
            return created;
        }

        public Block Move(Series[] slots)
        {
            var moved = new Block(Encoding, slots);
            _segments.CopyTo(moved._segments, 0);
            return moved;
        }
    }
}
