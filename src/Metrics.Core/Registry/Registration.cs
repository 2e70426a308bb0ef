using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Registry;

/// <summary>The registration of a collector in one registry, with its call in progress and the outcome of its last collection.</summary>
internal sealed class Registration
{
    private readonly Lock _gate = new();

    // The return of a call that was in progress when the same collector was unregistered before.
    private readonly Task _previousReturn;
    private CollectorCall? _call;
    private bool _isUnregistered;
    private int _failing;

    /// <param name="collector">The collector.</param>
    /// <param name="descriptors">Its descriptors.</param>
    /// <param name="previousReturn">A task that completes when a call of an earlier registration has returned, or null.</param>
    /// <param name="number">Its number, which is greater than those of earlier registrations.</param>
    /// <param name="labels">The labels of the registry, or null for none.</param>
    /// <param name="hasIndependentFamilies">The value of <see cref="ICollector.HasIndependentFamilies"/>.</param>
    public Registration(
        ICollector collector,
        MetricDescriptor[] descriptors,
        Task? previousReturn = null,
        long number = 0,
        RegistryLabels? labels = null,
        bool hasIndependentFamilies = false)
    {
        Collector = collector;
        HasIndependentFamilies = hasIndependentFamilies;
        Descriptors = descriptors;
        Number = number;
        _previousReturn = previousReturn ?? Task.CompletedTask;
        Families = collector switch
        {
            IStreamableFamily family => [family],
            StreamingCollector streaming when labels?.Count > 0 =>
                [.. streaming.Families.Select(family => new LabelledFamily(family, labels))],
            StreamingCollector streaming => streaming.Families,
            _ => [],
        };
        Name = (collector as INamedCollector)?.Name ?? collector.GetType().Name;
    }

    public ICollector Collector { get; }

    /// <summary>The descriptors at the time of registration; empty for an unchecked collector.</summary>
    public MetricDescriptor[] Descriptors { get; }

    /// <summary>The families that are streamed; empty for a collector whose report is recorded.</summary>
    public IReadOnlyList<IStreamableFamily> Families { get; }

    public long Number { get; }

    /// <summary>The answer of the collector at the time of registration.</summary>
    public bool HasIndependentFamilies { get; }

    public bool IsUnchecked => Descriptors.Length == 0;

    public string Name { get; }

    /// <summary>Whether this thread executes the call in progress.</summary>
    public bool IsCalledByThisThread => Volatile.Read(ref _call)?.IsOnThisThread == true;

    /// <summary>Joins the call in progress, or begins one, so that there is never more than one.</summary>
    /// <param name="run">The run that needs the result.</param>
    /// <param name="isNew">Whether the caller must execute the call.</param>
    /// <returns>Null if the collector is no longer registered.</returns>
    public CollectorCall? JoinOrBegin(CollectorRun run, out bool isNew)
    {
        isNew = false;
        CollectorCall call;
        lock (_gate)
        {
            if (_isUnregistered)
            {
                return null;
            }

            if (_call is not null)
            {
                _call.Join(run);
                return _call;
            }

            isNew = _previousReturn.IsCompleted;
            _call = call = new CollectorCall(this, run);
        }

        // The field may be null again, if the collector was unregistered since.
        if (!isNew)
        {
            run.ExecuteAfter(_previousReturn, call);
        }

        return call;
    }

    /// <summary>Allows the next call.</summary>
    public void EndCall()
    {
        lock (_gate)
        {
            _call = null;
        }
    }

    /// <summary>Discards the result of the call in progress, and prevents others.</summary>
    /// <returns>A task that completes when the call has returned, or null if none is in progress.</returns>
    public Task? Unregister()
    {
        CollectorCall? call;
        lock (_gate)
        {
            _isUnregistered = true;
            call = _call;
        }

        return call?.Discard();
    }

    /// <summary>Records the outcome of a collection.</summary>
    /// <returns>Whether it differs from the previous one.</returns>
    public bool TrySetFailing(bool failing) => Interlocked.Exchange(ref _failing, failing ? 1 : 0) != (failing ? 1 : 0);

    /// <summary>Gets whether the collector may report a requested family; an unchecked collector always may.</summary>
    public bool MayReport(in CollectionRequest request)
    {
        if (request.WantsAll || IsUnchecked)
        {
            return true;
        }

        foreach (var descriptor in Descriptors)
        {
            if (request.Wants(descriptor))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Returns whether a descriptor is one of those whose names were checked at registration.</summary>
    public bool HasChecked(MetricDescriptor descriptor) => Array.IndexOf(Descriptors, descriptor) >= 0;

    public bool Declares(MetricDescriptor descriptor)
    {
        foreach (var declared in Descriptors)
        {
            if (ReferenceEquals(declared, descriptor)
                || (declared.Name == descriptor.Name && declared.Type == descriptor.Type && declared.Unit == descriptor.Unit))
            {
                return true;
            }
        }

        return false;
    }
}
