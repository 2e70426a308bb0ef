using System.Globalization;
using System.Text;

namespace PrometheusMetrics.Pushgateway;

/// <summary>A group of a Pushgateway that was pushed with a lease.</summary>
/// <threadsafety>Immutable, so every member may be used from any thread.</threadsafety>
public sealed class PushgatewayGroup
{
    internal PushgatewayGroup(string job, IReadOnlyDictionary<string, string> groupingKey, DateTimeOffset lastPush, TimeSpan lease)
    {
        Job = job;
        GroupingKey = groupingKey;
        LastPush = lastPush;
        Lease = lease;
        Identity = string.Join('\0', groupingKey.OrderBy(label => label.Key, StringComparer.Ordinal)
            .Select(label => $"{label.Key}\0{label.Value}").Prepend(job));
    }

    /// <summary>The job.</summary>
    public string Job { get; }

    /// <summary>The labels that identify the group, without the job.</summary>
    public IReadOnlyDictionary<string, string> GroupingKey { get; }

    /// <summary>When the last push to the group succeeded, by the clock of the gateway.</summary>
    public DateTimeOffset LastPush { get; }

    /// <summary>How long the group is valid after a push.</summary>
    public TimeSpan Lease { get; }

    /// <summary>A text that no other group of the gateway has.</summary>
    internal string Identity { get; }

    /// <summary>Returns job and grouping key for a message: <c>job="import",instance="pod-1"</c>, with invisible characters
    /// escaped.</summary>
    public override string ToString()
    {
        var text = new StringBuilder($"job=\"{ForeignText.Escape(Job)}\"");
        foreach (var (name, value) in GroupingKey)
        {
            text.Append(CultureInfo.InvariantCulture, $",{ForeignText.Escape(name)}=\"{ForeignText.Escape(value)}\"");
        }

        return text.ToString();
    }
}

/// <summary>A group that could not be deleted.</summary>
/// <param name="Group">The group.</param>
/// <param name="Reason">The reason, safe for logs.</param>
public sealed record PushgatewayGroupFailure(PushgatewayGroup Group, string Reason);

/// <summary>The result of one call of <see cref="PushgatewayJanitor.DeleteExpiredAsync"/>.</summary>
/// <param name="Groups">The number of groups of the gateway, as of the last look at them.</param>
/// <param name="Leased">How many of them have a lease and one of the jobs of the janitor.</param>
/// <param name="Deleted">The groups that were deleted.</param>
/// <param name="Failures">The groups that could not be deleted.</param>
public sealed record PushgatewayCleanup(
    int Groups, int Leased, IReadOnlyList<PushgatewayGroup> Deleted, IReadOnlyList<PushgatewayGroupFailure> Failures);
