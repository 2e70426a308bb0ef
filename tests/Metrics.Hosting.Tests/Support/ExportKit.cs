using PrometheusMetrics.Hosting;

namespace PrometheusMetrics.Tests.Support;

/// <summary>The exports of a <see cref="ToyExporter"/> without a host, on a clock that the test moves.</summary>
internal sealed class ExportKit : IDisposable
{
    private readonly MetricRegistry _registry = new();
    private readonly Recorder _recorder = new();

    public ExportKit(Action<MetricExportOptions>? configure = null, ToyExporter? exporter = null, ExportDiagnostics? diagnostics = null)
    {
        Toy = exporter ?? new ToyExporter();
        Schedule = new ExportSchedule(CreateOptions(configure));
        Export = new PeriodicExport("toy", Toy, Schedule, diagnostics ?? _recorder, _registry, Clock);
    }

    public ToyExporter Toy { get; }

    public TestTimeProvider Clock { get; } = new();

    public ExportSchedule Schedule { get; }

    public PeriodicExport Export { get; }

    /// <summary>What was reported, counts aside.</summary>
    public IReadOnlyList<string> Reports => _recorder.Reports;

    public static MetricExportOptions CreateOptions(Action<MetricExportOptions>? configure)
    {
        var options = new MetricExportOptions();
        configure?.Invoke(options);
        return options;
    }

    public int Count(ExportOutcome outcome) => _recorder.Count(outcome);

    public Task CountBecomes(ExportOutcome outcome, int count) =>
        Eventually.HoldsAsync($"{count} × {outcome}", () => Count(outcome) == count);

    public void Dispose()
    {
        Export.Dispose();
        _registry.Dispose();
    }

    private sealed class Recorder : ExportDiagnostics
    {
        private readonly Lock _lock = new();
        private readonly List<string> _reports = [];
        private readonly List<ExportOutcome> _outcomes = [];

        public IReadOnlyList<string> Reports
        {
            get
            {
                lock (_lock)
                {
                    return [.. _reports];
                }
            }
        }

        public int Count(ExportOutcome outcome)
        {
            lock (_lock)
            {
                return _outcomes.Count(counted => counted == outcome);
            }
        }

        public override void Started(TimeSpan interval) => Add($"started {interval}");

        public override void Count(ExportOutcome outcome, TimeSpan duration)
        {
            lock (_lock)
            {
                _outcomes.Add(outcome);
            }
        }

        public override string Describe(ExportFailure failure) => failure.Message;

        public override void Failed(ExportFailure failure) => Add($"failed {failure.Kind}");

        public override void Recovered(int failures, TimeSpan duration) => Add($"recovered {failures} {duration}");

        public override void Cancelled() => Add("cancelled");

        public override void FinalSucceeded() => Add("last succeeded");

        public override void FinalUncertain() => Add("last uncertain");

        public override void FinalOutdated(TimeSpan age, string? stillRunning) => Add($"last outdated {age} {stillRunning}");

        public override void Lost(ExportLoss loss) => Add($"lost {loss.End} {loss.Failure?.Kind} {loss.IsUncertain} {loss.StillRunning}");

        private void Add(string report)
        {
            lock (_lock)
            {
                _reports.Add(report);
            }
        }
    }
}
