using PrometheusMetrics.Collection;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Registry;

public class RegistryReaderTests : EngineTest
{
    [Fact]
    public void Each_step_reports_one_series_at_most()
    {
        var family = Factory.CreateGauge("a", "", "k");
        family.WithLabels("1");
        family.WithLabels("2");
        Factory.CreateGauge("b", "");
        var visitor = new StepVisitor();
        using var reader = Registry.Read();

        var steps = new List<string>();
        bool more;
        do
        {
            more = reader.Read(visitor);
            steps.Add(visitor.TakeSteps());
        }
        while (more);

        var own = string.Concat(Scrape.SelfMetricFamilies.Select(name => $", begin {name}, end"));
        Assert.Equal(["begin a, sample", "sample", "end, begin b, sample", $"end{own}"], steps);
        Assert.False(reader.Read(visitor));
        Assert.Equal("", visitor.TakeSteps());
    }

    [Fact]
    public void Values_are_read_as_it_goes_on()
    {
        var (first, second) = (Factory.CreateGauge("a", ""), Factory.CreateGauge("b", ""));
        var visitor = new RecordingVisitor();
        using var reader = Registry.Read();

        reader.Read(visitor);
        first.Set(1);
        second.Set(2);
        while (reader.Read(visitor))
        {
        }

        Assert.Equal(["a 0", "b 2"], visitor.Lines);
    }

    [Fact]
    public void A_reader_that_was_given_up_reports_nothing_more()
    {
        Factory.CreateGauge("a", "");
        Factory.CreateGauge("b", "");
        var visitor = new StepVisitor();
        var reader = Registry.Read();
        reader.Read(visitor);
        visitor.TakeSteps();

        reader.Dispose();

        Assert.False(reader.Read(visitor));
        Assert.Equal("", visitor.TakeSteps());
    }

    [Fact]
    public void Streaming_allocates_nothing_per_series()
    {
        var family = Factory.CreateHistogram("h", "", "a");
        for (var i = 0; i < 1000; i++)
        {
            family.WithLabels($"{i}").Observe(i);
        }

        var visitor = new NullVisitor();

        // The reader itself, and nothing that grows with the series.
        Assert.InRange(Allocations.InTheLongRun(Read), 0, 500);

        void Read()
        {
            using var reader = Registry.Read();
            while (reader.Read(visitor))
            {
            }
        }
    }

    [Fact]
    public void A_collection_of_all_families_copies_no_list_of_them()
    {
        var few = Allocations.InTheLongRun(() => Registry.Read().Dispose());
        for (var i = 0; i < 1000; i++)
        {
            Factory.CreateGauge($"g{i}", "");
        }

        // A list of a thousand has eight thousand bytes.
        Assert.InRange(Allocations.InTheLongRun(() => Registry.Read().Dispose()), 0, few + 500);
    }

    private sealed class StepVisitor : MetricVisitor
    {
        private readonly List<string> _steps = [];

        public string TakeSteps()
        {
            var text = string.Join(", ", _steps);
            _steps.Clear();
            return text;
        }

        public override void BeginFamily(MetricDescriptor descriptor) => _steps.Add($"begin {descriptor.Name}");

        public override void Gauge(LabelSet labels, in GaugeSample sample) => _steps.Add("sample");

        public override void EndFamily() => _steps.Add("end");
    }
}
