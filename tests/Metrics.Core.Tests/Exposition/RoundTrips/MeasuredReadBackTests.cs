using PrometheusMetrics.Collection;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Exposition.RoundTrips;

/// <summary>Whatever instruments measure, and whichever series come and go, is read back from every format. The readers share no code with
/// the writers.</summary>
public sealed class MeasuredReadBackTests
{
    private const int Steps = 5;

    // Each registry is read after each of its steps in every format, because series keep texts from one body for the next.
    [Fact]
    public void What_instruments_measure_is_read_back_from_every_format() =>
        ManyBodies.Repeat((ManyBodies.Count / 2 + Steps - 1) / Steps, random =>
        {
            var time = new TestTimeProvider();
            var validation = random.Pick(Enum.GetValues<NameValidation>());
            using var registry = new MetricRegistry(
                new MetricRegistryOptions { TimeProvider = time, NameValidation = validation, LabelValueLengthLimit = int.MaxValue });
            var script = new InstrumentScript(
                random, new MetricFactory(registry, time), time, utf8Names: validation == NameValidation.Utf8);
            for (var step = 0; step < Steps; step++)
            {
                script.Step();
                foreach (var format in ReadableFormat.In(random.Pick(Enum.GetValues<NameEscaping>())))
                {
                    format.RequireReadBack(registry, script.Families, inOrder: false);
                }
            }
        });
}
