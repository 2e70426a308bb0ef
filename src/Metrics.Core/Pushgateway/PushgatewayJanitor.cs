using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Pushgateway;

/// <summary>Deletes groups of a Pushgateway that outlived the process that pushed them: those that were pushed with a lease
/// (<see cref="LeasedSource"/>), and to which no push followed for that time.</summary>
/// <remarks>
/// <para>A group is deleted when a quarter of its lease (1 second to 5 minutes) has passed since the end of the lease, by the clock of the
/// gateway, so call the janitor at intervals of at most half of the shortest lease. Use one janitor per gateway, and keep it: it notices
/// when the clock of the gateway is set, and then gives every group a whole lease again, as after a restart of the gateway.</para>
/// <para>The gateway has no conditional deletion. A push that arrives after the lease was over, and in the second between the look at the
/// group and its deletion, is deleted too; the next push creates the group again.</para>
/// </remarks>
/// <threadsafety>Used by one thread at a time.</threadsafety>
/// <example><code>
/// using var janitor = new PushgatewayJanitor("http://pushgateway:9091");
/// var cleanup = await janitor.DeleteExpiredAsync();
/// </code></example>
public sealed class PushgatewayJanitor : IDisposable
{
    /// <summary>The maximum number of groups that one call deletes or fails to delete. The next call deletes the others.</summary>
    internal const int MaxDeletions = 10_000;

    // What is kept of one look at the gateway. The next look finds the others.
    private const int MaxExpired = 1000;

    private static readonly TimeSpan MinFreshness = TimeSpan.FromSeconds(1);

    private readonly Func<HttpClient> _getHttp;
    private readonly HttpClient? _ownHttp;
    private readonly string _endpoint;
    private readonly PushgatewayJanitorOptions _options;
    private readonly PushgatewayLeaseClock _clock;
    private readonly TimeProvider _timeProvider;

    /// <summary>Creates a janitor with its own connections.</summary>
    /// <param name="endpoint">The address of the gateway, as for a <see cref="PushgatewayTarget"/>.</param>
    /// <param name="options">Additional options, or null for the defaults.</param>
    /// <exception cref="ArgumentException">The endpoint or an option is invalid; the message says what to write.</exception>
    public PushgatewayJanitor(string endpoint, PushgatewayJanitorOptions? options = null)
    {
        (_endpoint, _options) = (endpoint, Check(endpoint, options));
        (_timeProvider, _clock) = (_options.Client.TimeProvider, new PushgatewayLeaseClock(_options.Client.TimeProvider));

        // The option may be longer than the time limit that a client has by default.
        var http = _ownHttp = new HttpClient(PushgatewayClient.CreateHandler()) { Timeout = Timeout.InfiniteTimeSpan };
        _getHttp = () => http;
    }

    /// <summary>Creates a janitor that uses an existing <see cref="HttpClient"/>, for your own TLS, proxy or authentication. The existing
    /// one is not disposed with this janitor.</summary>
    /// <param name="http">The HTTP client. It should not follow redirects.</param>
    /// <param name="endpoint">The address of the gateway, as for a <see cref="PushgatewayTarget"/>.</param>
    /// <param name="options">Additional options, or null for the defaults.</param>
    /// <exception cref="ArgumentException">The endpoint or an option is invalid; the message says what to write.</exception>
    public PushgatewayJanitor(HttpClient http, string endpoint, PushgatewayJanitorOptions? options = null)
        : this(() => http, endpoint, options) => ArgumentNullException.ThrowIfNull(http);

    /// <summary>Creates a janitor that gets an <see cref="HttpClient"/> for each call, such as from <c>IHttpClientFactory</c>. The clients
    /// are not disposed.</summary>
    /// <param name="getHttp">A function that returns the HTTP client. It should not follow redirects.</param>
    /// <param name="endpoint">The address of the gateway, as for a <see cref="PushgatewayTarget"/>.</param>
    /// <param name="options">Additional options, or null for the defaults.</param>
    /// <exception cref="ArgumentException">The endpoint or an option is invalid; the message says what to write.</exception>
    public PushgatewayJanitor(Func<HttpClient> getHttp, string endpoint, PushgatewayJanitorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(getHttp);
        (_getHttp, _endpoint, _options) = (getHttp, endpoint, Check(endpoint, options));
        (_timeProvider, _clock) = (_options.Client.TimeProvider, new PushgatewayLeaseClock(_options.Client.TimeProvider));
    }

    /// <summary>Deletes the groups whose lease is over. A group that cannot be deleted does not keep the others from being
    /// deleted.</summary>
    /// <param name="cancellationToken">The token that cancels the requests.</param>
    /// <returns>What was deleted, and what could not be. One call deletes at most 10,000 groups.</returns>
    /// <exception cref="PushgatewayException">The groups could not be read: the gateway rejected the request, could not be reached, or is
    /// not a Pushgateway. Nothing was deleted.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled. Some groups may have been deleted.</exception>
    public async Task<PushgatewayCleanup> DeleteExpiredAsync(CancellationToken cancellationToken = default)
    {
        var run = new Run(new PushgatewayApi(_getHttp(), _endpoint, _options));
        if (await run.Api.GetStartAsync(cancellationToken).ConfigureAwait(false) is { } start)
        {
            _clock.SetStart(start);
        }

        while (await TryLookAsync(run, cancellationToken).ConfigureAwait(false))
        {
            await DeleteAsync(run, cancellationToken).ConfigureAwait(false);
            if (run.IsComplete)
            {
                break;
            }
        }

        return new PushgatewayCleanup(run.Groups, run.Leased, run.Deleted, run.Failures);
    }

    /// <summary>Closes the connections if this janitor created them.</summary>
    public void Dispose() => _ownHttp?.Dispose();

    private static PushgatewayJanitorOptions Check(string endpoint, PushgatewayJanitorOptions? options)
    {
        options ??= new PushgatewayJanitorOptions();
        options.Validate(nameof(options));
        _ = new PushgatewayTarget(endpoint, "any");
        return options;
    }

    /// <returns>False if the gateway cannot be read any more, after some groups were deleted.</returns>
    private async Task<bool> TryLookAsync(Run run, CancellationToken cancellationToken)
    {
        run.BeginLook(_timeProvider.GetTimestamp());
        try
        {
            await run.Api.ReadGroupsAsync(
                now => _clock.Set(now, run.LookBegan), group => run.See(group, IsOurs, IsExpired), cancellationToken)
                .ConfigureAwait(false);
        }
        catch (PushgatewayException) when (run.Tried.Count > 0)
        {
            return false;
        }

        run.Freshness = 2 * _timeProvider.GetElapsedTime(run.LookBegan);
        return true;
    }

    private bool IsOurs(PushgatewayGroup group) => _options.Jobs?.Contains(group.Job, StringComparer.Ordinal) != false;

    private bool IsExpired(PushgatewayGroup group) => _clock.IsOver(group.LastPush, group.Lease);

    // The gateway is looked at again after a second, so that a group which has been pushed to in the meantime is not deleted.
    private async Task DeleteAsync(Run run, CancellationToken cancellationToken)
    {
        var freshness = run.Freshness > MinFreshness ? run.Freshness : MinFreshness;
        foreach (var group in run.Expired)
        {
            if (run.Tried.Count >= MaxDeletions || _timeProvider.GetElapsedTime(run.LookBegan) > freshness)
            {
                run.IsComplete = run.Tried.Count >= MaxDeletions;
                return;
            }

            run.Tried.Add(group.Identity);
            await DeleteAsync(run, group, cancellationToken).ConfigureAwait(false);
        }

        run.IsComplete = !run.HasMore;
    }

    private async Task DeleteAsync(Run run, PushgatewayGroup group, CancellationToken cancellationToken)
    {
        try
        {
            var key = group.GroupingKey.Select(label => (label.Key, label.Value)).ToArray();
            var names = group.GroupingKey.Keys.All(name => NamingRules.IsLabelName(name)) ? NameValidation.Legacy : NameValidation.Utf8;
            await run.Api.DeleteAsync(new PushgatewayTarget(_endpoint, group.Job, names, key), cancellationToken).ConfigureAwait(false);
            run.Deleted.Add(group);
        }
        catch (Exception exception) when (exception is PushgatewayException or ArgumentException)
        {
            run.Failures.Add(new PushgatewayGroupFailure(group, ForeignText.Escape(exception.Message, ForeignText.MaxReasonLength)));
        }
    }

    /// <summary>The state of one call.</summary>
    private sealed class Run(PushgatewayApi api)
    {
        public PushgatewayApi Api { get; } = api;

        public HashSet<string> Tried { get; } = new(StringComparer.Ordinal);

        public List<PushgatewayGroup> Deleted { get; } = [];

        public List<PushgatewayGroupFailure> Failures { get; } = [];

        public List<PushgatewayGroup> Expired { get; } = [];

        public int Groups { get; private set; }

        public int Leased { get; private set; }

        public bool HasMore { get; private set; }

        public bool IsComplete { get; set; }

        public long LookBegan { get; private set; }

        public TimeSpan Freshness { get; set; }

        public void BeginLook(long timestamp)
        {
            LookBegan = timestamp;
            (Groups, Leased, HasMore) = (0, 0, false);
            Expired.Clear();
        }

        public void See(PushgatewayGroup? group, Predicate<PushgatewayGroup> isOurs, Predicate<PushgatewayGroup> isExpired)
        {
            Groups++;
            if (group is null || !isOurs(group))
            {
                return;
            }

            Leased++;
            if (!isExpired(group) || Tried.Contains(group.Identity))
            {
                return;
            }

            if (Expired.Count < MaxExpired)
            {
                Expired.Add(group);
            }
            else
            {
                HasMore = true;
            }
        }
    }
}
