using System.Buffers.Text;
using System.Globalization;
using System.Text;
using PrometheusMetrics.Benchmarks.Operations;

namespace PrometheusMetrics.Benchmarks.Scraping;

/// <summary>What a simple and fast exporter would do: an object per line of the text format, with its prepared bytes. They are copied,
/// with the value, into a buffer of 64 KB.</summary>
/// <remarks>A copies the text of a value that has not changed since it was formatted; B formats every value, with the shortest text that
/// parses back to it.</remarks>
internal sealed class LineBaseline : IScrapeSubject
{
    private readonly ScrapeWork _work;
    private readonly List<Line>[] _counterFamilies;
    private readonly List<Line>[] _histogramFamilies;
    private readonly List<Line> _counters = [];
    private readonly byte[] _buffer = new byte[64 * 1024];

    public LineBaseline(ScrapeWork work)
    {
        _work = work;
        _counterFamilies = CreateFamilies(work.CounterFamilies, family => $"requests_{family:D3}_total", "counter");
        _histogramFamilies = CreateFamilies(work.HistogramFamilies, family => $"latency_{family:D2}_seconds", "histogram");
    }

    public const string CopiedValues = "baseline A";

    public const string FormattedValues = "baseline B";

    public IReadOnlyList<(string Name, Func<long> Scrape)> Scrapes =>
    [
        (CopiedValues, () => Scrape(format: false)),
        (FormattedValues, () => Scrape(format: true)),
    ];

    public void AddCounter(int family, LabelValues labels, double value)
    {
        var line = new Line($"requests_{family:D3}_total{{{Labels(labels)}}} ", value);
        _counterFamilies[family].Add(line);
        _counters.Add(line);
    }

    public void AddHistogram(int family, LabelValues labels, double[] observations)
    {
        var name = $"latency_{family:D2}_seconds";
        var lines = _histogramFamilies[family];
        foreach (var bound in Buckets.Default.Append(double.PositiveInfinity))
        {
            var le = double.IsPositiveInfinity(bound) ? "+Inf" : bound.ToString(CultureInfo.InvariantCulture);
            lines.Add(new Line($"{name}_bucket{{{Labels(labels)},le=\"{le}\"}} ", observations.Count(value => value <= bound)));
        }

        lines.Add(new Line($"{name}_sum{{{Labels(labels)}}} ", observations.Sum()));
        lines.Add(new Line($"{name}_count{{{Labels(labels)}}} ", observations.Length));
    }

    public void ChangeCounters()
    {
        for (var i = 0; i < _counters.Count; i++)
        {
            _counters[i].Value += _work.Increment(i);
        }
    }

    public void Dispose()
    {
    }

    private static List<Line>[] CreateFamilies(int count, Func<int, string> name, string type) =>
    [
        .. Enumerable.Range(0, count).Select(family => new List<Line>
        {
            new($"# HELP {name(family)} Kind ", family),
            new($"# TYPE {name(family)} {type}\n# Kind ", family),
        }),
    ];

    private static string Labels(LabelValues labels) =>
        $"method=\"{labels.Method}\",route=\"{labels.Route}\",status=\"{labels.Status}\"";

    private long Scrape(bool format) => Scrape(_counterFamilies, format) + Scrape(_histogramFamilies, format);

    private long Scrape(List<Line>[] families, bool format)
    {
        var written = 0L;
        var rest = _buffer.AsSpan();
        foreach (var family in families)
        {
            foreach (var line in family)
            {
                if (rest.Length < line.MaxLength)
                {
                    rest = _buffer;
                }

                var length = format ? line.FormatTo(rest) : line.CopyTo(rest);
                written += length;
                rest = rest[length..];
            }
        }

        return written;
    }

    private sealed class Line
    {
        private readonly byte[] _prepared;
        private readonly byte[] _text = new byte[24];
        private double _formatted = double.NaN;
        private int _length;

        public Line(string prepared, double value)
        {
            _prepared = Encoding.UTF8.GetBytes(prepared);
            Value = value;
        }

        public double Value { get; set; }

        public int MaxLength => _prepared.Length + _text.Length + 1;

        public int CopyTo(Span<byte> destination)
        {
            if (Value != _formatted)
            {
                _length = Format(_text);
                _formatted = Value;
            }

            _prepared.CopyTo(destination);
            _text.AsSpan(0, _length).CopyTo(destination[_prepared.Length..]);
            var length = _prepared.Length + _length;
            destination[length] = (byte)'\n';
            return length + 1;
        }

        public int FormatTo(Span<byte> destination)
        {
            _prepared.CopyTo(destination);
            var length = _prepared.Length + Format(destination[_prepared.Length..]);
            destination[length] = (byte)'\n';
            return length + 1;
        }

        // Most values are integers, whose digits are found much faster.
        private int Format(Span<byte> destination)
        {
            var integer = (long)Value;
            var written = integer == Value
                ? Utf8Formatter.TryFormat(integer, destination, out var length)
                : Value.TryFormat(destination, out length, default, CultureInfo.InvariantCulture);
            return written ? length : throw new InvalidOperationException("A value is longer than 24 bytes.");
        }
    }
}
