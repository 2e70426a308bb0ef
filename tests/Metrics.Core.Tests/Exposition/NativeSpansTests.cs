using PrometheusMetrics.Exposition;

namespace PrometheusMetrics.Tests.Exposition;

public sealed class NativeSpansTests
{
    [Fact]
    public void Spans_and_counts_give_the_buckets_back()
    {
        var random = new Random(3);
        for (var round = 0; round < 2_000; round++)
        {
            var buckets = new SortedDictionary<int, long>();
            for (var i = random.Next(20); i > 0; i--)
            {
                buckets[random.Next(-30, 30)] = random.Next(1, 5);
            }

            var (read, spans) = Read([.. buckets.Keys], [.. buckets.Values]);

            Assert.Equal(buckets, read.Where(bucket => bucket.Value > 0));
            Assert.DoesNotContain(spans, span => span.Length == 0);
            Assert.All(spans.Skip(1), span => Assert.True(span.Offset > NativeSpans.MaxEmptyBuckets));
            Assert.All(read.Where(bucket => bucket.Value == 0), bucket => Assert.True(HasNeighbours(buckets, bucket.Key)));
        }
    }

    [Fact]
    public void No_buckets_have_no_spans()
    {
        var (read, spans) = Read([], []);

        Assert.Empty(read);
        Assert.Empty(spans);
    }

    private static bool HasNeighbours(SortedDictionary<int, long> buckets, int index) =>
        buckets.Keys.Any(key => key < index && key >= index - 2) && buckets.Keys.Any(key => key > index && key <= index + 2);

    private static (SortedDictionary<int, long> Buckets, List<NativeSpan> Spans) Read(int[] indexes, long[] counts)
    {
        var (spans, values) = (new List<NativeSpan>(), new Queue<long>());
        foreach (var span in new NativeSpans(indexes))
        {
            spans.Add(span);
        }

        foreach (var count in new NativeSpanCounts(indexes, counts))
        {
            values.Enqueue(count);
        }

        var (buckets, index) = (new SortedDictionary<int, long>(), 0);
        foreach (var span in spans)
        {
            index += span.Offset;
            for (var i = 0; i < span.Length; i++)
            {
                buckets.Add(index++, values.Dequeue());
            }
        }

        Assert.Empty(values);
        return (buckets, spans);
    }
}
