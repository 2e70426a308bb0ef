using System.Globalization;
using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Tests.Textfile;

/// <summary>Reports many series, and then fails.</summary>
internal sealed class BreakingSource(Action fail) : IMetricSource
{
    /// <summary>Enough for several buffers of the serializer.</summary>
    private const int Series = 20_000;

    public IMetricReader Read(in CollectionRequest request = default) => new Reader(fail);

    private sealed class Reader(Action fail) : IMetricReader
    {
        private readonly MetricDescriptor _family = new(MetricType.Gauge, "partial", "", "number");
        private int _next = -1;

        public bool Read(MetricVisitor visitor)
        {
            if (_next < 0)
            {
                visitor.BeginFamily(_family);
            }
            else if (_next < Series)
            {
                visitor.Gauge(_family.Labels(_next.ToString(CultureInfo.InvariantCulture)), new GaugeSample(1));
            }
            else
            {
                fail();
                visitor.EndFamily();
            }

            return _next++ < Series;
        }

        public void Dispose()
        {
        }
    }
}
