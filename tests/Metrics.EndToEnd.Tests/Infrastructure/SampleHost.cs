using System.Diagnostics;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace PrometheusMetrics.EndToEnd.Infrastructure;

/// <summary>A program of this solution that runs in this process, so that a test can use its services.</summary>
/// <remarks>The builders of .NET announce every host that they build to diagnostic listeners; tools that create migrations or test servers
/// find hosts in the same way.</remarks>
internal sealed class SampleHost : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IAsyncDisposable
{
    private const string HostBuilders = "Microsoft.Extensions.Hosting";
    private const string HostBuilt = "HostBuilt";

    // Tests that run beside this one build hosts too.
    private static readonly AsyncLocal<SampleHost?> Current = new();

    private readonly TaskCompletionSource<IHost> _built = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IServiceProvider Services { get; private set; } = null!;

    /// <summary>The registry of the program, which can be read after its end too.</summary>
    public MetricRegistry Registry { get; private set; } = null!;

    /// <summary>The end of the program.</summary>
    public Task Program { get; private set; } = Task.CompletedTask;

    /// <summary>Starts a program and waits until its host is built.</summary>
    /// <param name="project">The name of its project, such as <c>WebApiSample</c>.</param>
    /// <param name="settings">Configuration that is added to that of the program.</param>
    public static async Task<SampleHost> StartAsync(string project, params (string Key, string Value)[] settings)
    {
        var path = SampleProcess.PathOf(project);
        string[] arguments =
        [
            $"--contentRoot={Path.GetDirectoryName(path)}",

            // Controllers are searched in the assembly of this name, which is otherwise that of the process.
            $"--applicationName={project}",
            "--Logging:LogLevel:Default=None",
            .. settings.Select(setting => $"--{setting.Key}={setting.Value}"),
        ];
        var sample = new SampleHost();
        sample.Program = Task.Factory.StartNew(
            () => sample.Run(Assembly.LoadFrom(path).EntryPoint!, arguments),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        await Task.WhenAny(sample._built.Task, sample.Program).WaitAsync(Eventually.DefaultDeadline);
        if (!sample._built.Task.IsCompleted)
        {
            await sample.Program;
            throw new InvalidOperationException($"{project} ended and built no host.");
        }

        sample.Services = (await sample._built.Task).Services;
        return sample;
    }

    public async ValueTask DisposeAsync()
    {
        // A program that has ended has disposed its services.
        if (!Program.IsCompleted)
        {
            Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        }

        await Program.WaitAsync(Eventually.DefaultDeadline);
    }

    void IObserver<DiagnosticListener>.OnNext(DiagnosticListener value)
    {
        if (value.Name == HostBuilders && Current.Value == this)
        {
            // Ends with the listener, which the builder disposes.
            value.Subscribe(this);
        }
    }

    void IObserver<KeyValuePair<string, object?>>.OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Key == HostBuilt)
        {
            // On the thread of the program, which might end before the test goes on.
            var host = (IHost)value.Value!;
            Registry = host.Services.GetRequiredService<MetricRegistry>();
            _built.TrySetResult(host);
        }
    }

    void IObserver<DiagnosticListener>.OnCompleted()
    {
    }

    void IObserver<DiagnosticListener>.OnError(Exception error)
    {
    }

    void IObserver<KeyValuePair<string, object?>>.OnCompleted()
    {
    }

    void IObserver<KeyValuePair<string, object?>>.OnError(Exception error)
    {
    }

    private void Run(MethodInfo entryPoint, string[] arguments)
    {
        // The listeners of hosts that others are building now come first, and are not meant.
        using var subscription = DiagnosticListener.AllListeners.Subscribe(this);
        Current.Value = this;
        entryPoint.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [arguments], null);
    }
}
