namespace PrometheusMetrics.AspNetCore;

/// <summary>Creates the histograms of the HTTP metrics, which have the same labels.</summary>
internal sealed class HttpHistograms
{
    private readonly IMetricFactory _factory;
    private readonly RequestLabels _labels;

    public HttpHistograms(IMetricFactory factory, RequestLabels labels)
    {
        _factory = factory;
        _labels = labels;
        TakeExemplars = factory is not MetricFactory { Registry: var registry } || registry.GetOptions().ExemplarsFromActivity;
    }

    /// <summary>Whether any instrument may take exemplars from the current activity. Of a factory that is not ours it is not
    /// known.</summary>
    public bool TakeExemplars { get; private set; }

    /// <summary>From 256 B to 16 MiB.</summary>
    public static double[] SizeBuckets { get; } = Buckets.Exponential(256, 4, 9);

    /// <summary>From 1 second to 1 day.</summary>
    public static double[] ConnectionBuckets { get; } = [1, 5, 15, 60, 300, 900, 3_600, 14_400, 86_400];

    /// <param name="options">The options of the histogram.</param>
    /// <param name="name">Its name, which ends with the unit.</param>
    /// <param name="buckets">Its classic buckets if the options have neither classic nor native ones.</param>
    /// <param name="help">Its description.</param>
    /// <returns>null if the histogram is not enabled.</returns>
    public RequestFamily<IHistogram>? Create(HttpHistogramOptions options, string name, double[] buckets, string help)
    {
        if (!options.Enabled)
        {
            return null;
        }

        TakeExemplars |= options.Exemplars?.FromActivity == true;
        var family = _factory.CreateHistogram(
            name,
            help,
            _labels.Names,
            new HistogramOptions
            {
                Unit = name[(name.LastIndexOf('_') + 1)..],
                Buckets = GetBuckets(options, buckets),
                Native = options.Native,
                Exemplars = options.Exemplars,
            });
        return new RequestFamily<IHistogram>(family, _labels);
    }

    /// <summary>Returns the classic buckets; null if there are only native ones.</summary>
    public static double[]? GetBuckets(HttpHistogramOptions options, double[] defaults) =>
        options.Buckets ?? (options.Native is null ? defaults : null);
}
