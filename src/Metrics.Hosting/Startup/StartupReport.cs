using Microsoft.Extensions.Hosting;

namespace PrometheusMetrics.Hosting;

/// <summary>Collects what the application uses after its services are built, for the checks and the log line when the host has started.
/// <c>AddPrometheusMetrics</c> registers it as a singleton. A package that adds an endpoint, reads a section below
/// <c>Prometheus</c>, or needs a hosted service only then, reports it here; what is reported after the start has no effect.</summary>
/// <threadsafety>Every member may be called from any thread.</threadsafety>
public sealed class StartupReport
{
    private readonly Lock _gate = new();
    private readonly List<string> _endpoints = [];
    private readonly List<Action> _checks = [];
    private readonly List<IHostedLifecycleService> _services = [];
    private readonly Dictionary<string, object> _sections = new(StringComparer.OrdinalIgnoreCase);

    internal StartupReport()
    {
    }

    /// <summary>The paths or addresses of the endpoints that were reported so far.</summary>
    public IReadOnlyList<string> Endpoints
    {
        get
        {
            lock (_gate)
            {
                return [.. _endpoints];
            }
        }
    }

    /// <summary>Reports an endpoint that serves the metrics of this host. Without any endpoint, push or exporter a warning is
    /// logged.</summary>
    /// <param name="address">The path or address for the log line, such as <c>/metrics</c>; not empty or white space.</param>
    /// <exception cref="ArgumentException">The address is empty or white space.</exception>
    public void AddEndpoint(string address)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(address);
        lock (_gate)
        {
            _endpoints.Add(address);
        }
    }

    /// <summary>Reports that a section below <c>Prometheus</c> is used, with the options that result from it.</summary>
    /// <typeparam name="TOptions">The type of the options.</typeparam>
    /// <param name="section">The description of the section.</param>
    /// <param name="options">The options.</param>
    /// <returns>The options that were reported first for this section, so that a second use with other options can be rejected.</returns>
    public TOptions UseSection<TOptions>(OptionsSection<TOptions> section, TOptions options)
        where TOptions : class
    {
        ArgumentNullException.ThrowIfNull(section);
        ArgumentNullException.ThrowIfNull(options);
        lock (_gate)
        {
            _sections.TryAdd(section.Name, options);
            return (TOptions)_sections[section.Name];
        }
    }

    /// <summary>Adds a check that is executed once, when the host has started.</summary>
    /// <param name="check">The check. An exception that it throws stops the start, and names the mistake.</param>
    public void AddCheck(Action check)
    {
        ArgumentNullException.ThrowIfNull(check);
        lock (_gate)
        {
            _checks.Add(check);
        }
    }

    /// <summary>Returns the hosted service of a type, and adds it first if there is none: for a feature that is added when the container
    /// is built, so that its service cannot be registered any more. When the host has started, after the checks, the service's
    /// <c>StartingAsync</c>, <c>StartAsync</c> and <c>StartedAsync</c> are called in turn; an exception stops the start. When the host
    /// stops, its methods are called as those of every hosted service. It is disposed with the host if it is
    /// <see cref="IDisposable"/>.</summary>
    /// <typeparam name="TService">The type of the service.</typeparam>
    /// <param name="create">A function that creates the service. It must not use this object.</param>
    /// <returns>The service.</returns>
    public TService GetOrAddService<TService>(Func<TService> create)
        where TService : class, IHostedLifecycleService
    {
        ArgumentNullException.ThrowIfNull(create);
        lock (_gate)
        {
            var service = _services.OfType<TService>().FirstOrDefault();
            if (service is null)
            {
                service = create();
                _services.Add(service);
            }

            return service;
        }
    }

    internal IReadOnlyList<IHostedLifecycleService> GetServices()
    {
        lock (_gate)
        {
            return [.. _services];
        }
    }

    internal bool Uses(string section)
    {
        lock (_gate)
        {
            return _sections.ContainsKey(section);
        }
    }

    internal void RunChecks()
    {
        Action[] checks;
        lock (_gate)
        {
            checks = [.. _checks];
        }

        foreach (var check in checks)
        {
            check();
        }
    }
}
