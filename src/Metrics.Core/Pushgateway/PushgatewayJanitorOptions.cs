namespace PrometheusMetrics.Pushgateway;

/// <summary>Options for creating a <see cref="PushgatewayJanitor"/>.</summary>
public sealed class PushgatewayJanitorOptions
{
    /// <summary>The jobs whose groups may be deleted.</summary>
    /// <value>null by default: every group that has a lease, whatever its job.</value>
    public IReadOnlyCollection<string>? Jobs { get; set; }

    /// <summary>The maximum duration of one request; more than zero, at most 1 day.</summary>
    /// <value>1 minute by default.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The credentials and headers of the requests. The time provider limits requests, and notices that the clock of the gateway
    /// was set; leases are compared with the clock of the gateway only. The other options have no effect.</summary>
    /// <value>The default options by default.</value>
    public PushgatewayClientOptions Client { get; set; } = new();

    internal void Validate(string parameter)
    {
        ArgumentNullException.ThrowIfNull(Client, parameter);
        if (Timeout <= TimeSpan.Zero || Timeout > TimeSpan.FromDays(1))
        {
            throw new ArgumentOutOfRangeException(parameter, Timeout, "Timeout must be more than zero, and at most 1 day.");
        }

        if (Jobs is not null && (Jobs.Count == 0 || Jobs.Any(string.IsNullOrEmpty)))
        {
            throw new ArgumentException("Jobs has no job or an empty one: name at least one, or use null for all of them.", parameter);
        }
    }
}
