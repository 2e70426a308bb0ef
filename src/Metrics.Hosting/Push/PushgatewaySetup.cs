using Microsoft.Extensions.Options;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Export;
using PrometheusMetrics.Pushgateway;

namespace PrometheusMetrics.Hosting;

/// <summary>What the options of a gateway mean at one time: its target, credentials, contents and schedule. It is replaced as a whole when
/// the options change.</summary>
internal sealed class PushgatewaySetup
{
    private const int MaxAddressLength = 1000;

    private readonly PushgatewayCredentials _credentials;
    private readonly GroupingKeyPlaceholders _placeholders;
    private readonly Dictionary<string, string>? _headers;

    private PushgatewaySetup(
        string section, PushgatewayOptions options, GroupingKeyPlaceholders placeholders, PushgatewayCredentials credentials)
    {
        Section = section;
        Options = options;
        Target = options.IsOn ? CreateTarget(options, placeholders) : null;
        Job = ForeignText.Escape(options.Job);
        Schedule = options.CreateSchedule();
        Filter = FamilyPatterns.CreateFilter(options);
        _placeholders = placeholders;
        _credentials = credentials;
        _headers = options.Headers is { Count: > 0 } headers ? new(headers, StringComparer.Ordinal) : null;
    }

    /// <summary>The path of the configuration section.</summary>
    public string Section { get; }

    /// <summary>The options, which no code changes after they were validated.</summary>
    public PushgatewayOptions Options { get; }

    /// <summary>The target, or null if nothing is pushed, because there is no endpoint.</summary>
    public PushgatewayTarget? Target { get; }

    /// <summary>The address of the target, without credentials and safe for logs.</summary>
    public string Address => ForeignText.Escape(Target?.ToString(), MaxAddressLength);

    /// <summary>The job, safe for logs.</summary>
    public string Job { get; }

    public MetricExportOptions Schedule { get; }

    /// <summary>Whether each batch job has a group of its own. Other servers have no groups, and keep the values of earlier
    /// pushes.</summary>
    public bool HasJobGroups => Options.Kind == PushgatewayKind.Pushgateway;

    /// <summary>The condition for the families to push, or null if all are pushed.</summary>
    public Func<MetricDescriptor, bool>? Filter { get; }

    /// <summary>Creates the setup of options that were validated.</summary>
    /// <param name="name">The name of the options.</param>
    /// <param name="options">The options.</param>
    /// <param name="placeholders">The values of placeholders.</param>
    /// <param name="previous">The setup in use, or null.</param>
    /// <param name="warn">A function that is called with the error of a file whose earlier secret is still used.</param>
    /// <exception cref="OptionsValidationException">A file with a secret can't be read.</exception>
    public static PushgatewaySetup Create(
        string name,
        PushgatewayOptions options,
        GroupingKeyPlaceholders placeholders,
        PushgatewaySetup? previous,
        Action<string> warn)
    {
        var section = PushgatewayName.GetSection(name);
        var credentials = PushgatewayCredentials.Create(options, section, previous?._credentials);
        if (options.IsOn && credentials.FindError(warn) is { } error)
        {
            throw new OptionsValidationException(
                name, typeof(PushgatewayOptions), [$"{error}. Create it, or correct the path."]);
        }

        return new(section, options, placeholders, credentials);
    }

    /// <summary>Creates the target of the metrics, or that of the outcomes of one batch job.</summary>
    /// <exception cref="ArgumentException">Endpoint, job or grouping key is illegal.</exception>
    /// <exception cref="FormatException">A placeholder is illegal; the message begins with the key.</exception>
    public static PushgatewayTarget CreateTarget(
        PushgatewayOptions options, GroupingKeyPlaceholders placeholders, string? batchJob = null)
    {
        var labels = (options.GroupingKey ?? []).Select(label => (label.Key, Expand(label.Key, label.Value)));
        (string, string)[] groupingKey = batchJob is null
            ? [.. labels]
            : [.. labels.Where(label => label.Key != BatchJobs.LabelName), (BatchJobs.LabelName, batchJob)];
        return options.Kind == PushgatewayKind.VictoriaMetrics
            ? PushgatewayTarget.ForVictoriaMetrics(options.Endpoint!, options.Job!, groupingKey)
            : new PushgatewayTarget(options.Endpoint!, options.Job!, options.NameValidation, groupingKey);

        string Expand(string key, string value)
        {
            try
            {
                return value is null ? value! : placeholders.Expand(value);
            }
            catch (FormatException exception)
            {
                throw new FormatException($"{nameof(options.GroupingKey)}:{ForeignText.Escape(key)} {exception.Message}.", exception);
            }
        }
    }

    /// <summary>Creates the target of the outcomes of a batch job, if <see cref="HasJobGroups"/> is true.</summary>
    public PushgatewayTarget CreateJobTarget(string job) => CreateTarget(Options, _placeholders, job);

    /// <summary>Creates the options of the client, with the secret that a file has now.</summary>
    /// <param name="warn">A function that is called with the error when a file begins to fail.</param>
    public PushgatewayClientOptions CreateClientOptions(Action<string> warn) => new()
    {
        Format = Options.Format,
        Compression = Options.Gzip ? BodyCompression.Gzip : BodyCompression.None,
        Authorization = _credentials.GetHeader(warn),
        Headers = _headers,
    };

    public bool HasSameSchedule(PushgatewaySetup other) =>
        (Schedule.ExportOnStart, Schedule.Interval, Schedule.ExportOnShutdown, Schedule.FailOnLostExport, Schedule.Timeout) ==
        (other.Schedule.ExportOnStart, other.Schedule.Interval, other.Schedule.ExportOnShutdown, other.Schedule.FailOnLostExport,
            other.Schedule.Timeout);
}
