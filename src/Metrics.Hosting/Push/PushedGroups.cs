namespace PrometheusMetrics.Hosting;

/// <summary>Remembers the groups that were pushed to and are no longer, because the options have changed, and that are to be
/// deleted.</summary>
internal sealed class PushedGroups
{
    // Options that change again and again while the gateway can't be reached must not fill the memory.
    private const int MaxOld = 16;

    private readonly List<PushgatewaySetup> _old = [];
    private PushgatewaySetup? _current;

    /// <summary>Notes that a push begins.</summary>
    public void Use(PushgatewaySetup setup)
    {
        if (_current is { Options.DeleteOnShutdown: true } previous && !IsSameGroup(previous, setup))
        {
            _old.Add(previous);
            _old.RemoveRange(0, Math.Max(0, _old.Count - MaxOld));
        }

        _old.RemoveAll(old => IsSameGroup(old, setup));
        _current = setup;
    }

    /// <summary>Returns the groups to delete, once.</summary>
    public PushgatewaySetup[] TakeOld()
    {
        PushgatewaySetup[] old = [.. _old];
        _old.Clear();
        return old;
    }

    private static bool IsSameGroup(PushgatewaySetup a, PushgatewaySetup b) => a.Target!.Address == b.Target!.Address;
}
