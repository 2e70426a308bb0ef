using System.Globalization;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Textfile;

namespace PrometheusMetrics.Tests.Textfile;

/// <summary>Readers and other writers at the same time.</summary>
public class TextfileConcurrencyTests : TextfileTest
{
    private const int Writes = 50;

    /// <summary>Enough for several buffers of the serializer.</summary>
    private const int Series = 5000;

    [Fact]
    public async Task A_reader_sees_whole_files_only()
    {
        await Writer.WriteAsync(new Uniform(0));
        using var written = new CancellationTokenSource();
        var reading = Task.Run(() => ReadUntil(written.Token));

        for (var i = 1; i <= Writes; i++)
        {
            await Writer.WriteAsync(new Uniform(i));
        }

        await written.CancelAsync();
        Assert.True(await reading > 0);
        Assert.Equal(Writes, RequireWhole());
        Assert.Equal(["app.prom"], Files);
    }

    [Fact]
    public async Task Several_writers_of_one_file_do_not_mix()
    {
        await Writer.WriteAsync(new Uniform(0));
        using var written = new CancellationTokenSource();
        var reading = Task.Run(() => ReadUntil(written.Token));

        await Task.WhenAll(Enumerable.Range(1, 4).Select(number => Task.Run(async () =>
        {
            var writer = new TextfileWriter(FilePath);
            for (var i = 0; i < Writes / 4; i++)
            {
                await writer.WriteAsync(new Uniform(number));
            }
        })));

        await written.CancelAsync();
        Assert.True(await reading > 0);
        Assert.InRange(RequireWhole(), 1, 4);
        Assert.Equal(["app.prom"], Files);
    }

    private int ReadUntil(CancellationToken cancellationToken)
    {
        var reads = 0;
        do
        {
            RequireWhole();
            reads++;
        }
        while (!cancellationToken.IsCancellationRequested);

        return reads;
    }

    /// <summary>Requires that all values are there and equal, and returns the value.</summary>
    private int RequireWhole()
    {
        var values = File.ReadAllLines(FilePath).Where(line => line[0] != '#').Select(line => line.Split(' ')[1]).ToList();
        Assert.Equal(Series, values.Count);
        return int.Parse(Assert.Single(values.Distinct()), CultureInfo.InvariantCulture);
    }

    /// <summary>Many series of the same value.</summary>
    private sealed class Uniform : IMetricSource, IMetricReader
    {
        private static readonly MetricDescriptor Family = new(MetricType.Gauge, "x", "", "number");
        private static readonly LabelSet[] Labels =
            [.. Enumerable.Range(0, Series).Select(i => Family.Labels(i.ToString(CultureInfo.InvariantCulture)))];

        private readonly double _value;
        private int _next = -1;

        public Uniform(double value) => _value = value;

        public IMetricReader Read(in CollectionRequest request = default) => this;

        public bool Read(MetricVisitor visitor)
        {
            if (_next < 0)
            {
                visitor.BeginFamily(Family);
            }
            else if (_next < Series)
            {
                visitor.Gauge(Labels[_next], new GaugeSample(_value));
            }
            else
            {
                visitor.EndFamily();
            }

            return _next++ < Series;
        }

        public void Dispose()
        {
        }
    }
}
