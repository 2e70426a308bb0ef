using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Instruments;

/// <summary>The family of the observable metrics of one name. Factories whose constant labels have the same names and different values
/// share it, each with a callback of its own.</summary>
/// <threadsafety>Every member may be used from any thread.</threadsafety>
internal sealed class ObservableFamily
{
    private readonly Lock _gate = new();
    private readonly HashSet<Sequence<string>> _constantValues = [];

    /// <param name="descriptor">The descriptor.</param>
    /// <param name="constantLabelCount">The number of labels, at the beginning, that are constant labels of a factory.</param>
    public ObservableFamily(MetricDescriptor descriptor, int constantLabelCount)
    {
        Descriptor = descriptor;
        ConstantNames = descriptor.LabelNames[..constantLabelCount].ToArray();
    }

    public MetricDescriptor Descriptor { get; }

    /// <summary>The names of the constant labels. The series of two callbacks differ in their values, so the names have to be the
    /// same.</summary>
    public string[] ConstantNames { get; }

    /// <summary>Adds the callback for values of the constant labels.</summary>
    /// <returns>False if there is one already.</returns>
    public bool TryAdd(string[] constantValues)
    {
        lock (_gate)
        {
            return _constantValues.Add(new Sequence<string>(constantValues));
        }
    }

    public void Remove(string[] constantValues)
    {
        lock (_gate)
        {
            _constantValues.Remove(new Sequence<string>(constantValues));
        }
    }

    public ShapeDescription Describe()
    {
        var description = new ShapeDescription(Descriptor, "observable");
        description.Add("names of the constant labels", string.Join(", ", ConstantNames), text: "");
        return description;
    }
}
