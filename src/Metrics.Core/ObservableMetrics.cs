using PrometheusMetrics.Collection;
using PrometheusMetrics.Instruments;

namespace PrometheusMetrics;

/// <summary>Registers the observable metrics of a registry.</summary>
internal static class ObservableMetrics
{
    /// <returns>An object that unregisters the metric when it is disposed.</returns>
    /// <exception cref="InvalidOperationException">A metric of the name exists in another shape, or with the same values of the constant
    /// labels.</exception>
    public static IDisposable Register(
        MetricRegistry registry, MetricDescriptor descriptor, FactoryScope scope, Action<ObservationReporter> observe)
    {
        var requested = new ObservableFamily(descriptor, scope.ConstantNames.Length);
        var family = requested;
        while (true)
        {
            var subscription = new Subscription(registry, family, scope.ConstantValues.ToArray(), observe);
            var owner = subscription.Register();
            if (owner.Family == family)
            {
                return subscription;
            }

            if (owner.Family is not ObservableFamily existing || existing.Describe().FindDifference(requested.Describe()) is not null)
            {
                throw ShapeConflict.Create(registry, owner, requested.Describe());
            }

            // The next registration succeeds, unless the last metric of this family is disposed before, and another one is registered.
            family = existing;
        }
    }

    private static InvalidOperationException AlreadyExists(ObservableFamily family, string[] constantValues)
    {
        var labels = LabelSet.Create([.. family.ConstantNames.Zip(constantValues)]);
        return new InvalidOperationException(
            $"An observable metric '{ForeignText.Escape(family.Descriptor.Name)}'" +
            (labels.Count == 0 ? "" : $" with the constant labels {labels}") +
            " exists already and has not been disposed. Create it once, in a singleton or a hosted service: " +
            "a scoped or transient class creates it again for each instance. " +
            "Or dispose the existing one before: the method that creates it returns an IDisposable.");
    }

    /// <summary>The registration of one callback.</summary>
    private sealed class Subscription : IDisposable
    {
        private readonly MetricRegistry _registry;
        private readonly ObservableFamily _family;
        private readonly string[] _constantValues;
        private readonly ObservableCollector _collector;

        public Subscription(
            MetricRegistry registry, ObservableFamily family, string[] constantValues, Action<ObservationReporter> observe)
        {
            _registry = registry;
            _family = family;
            _constantValues = constantValues;
            _collector = new ObservableCollector(family, constantValues, observe);
        }

        /// <returns>The owner of the name: this family if the registration has succeeded.</returns>
        public Registry.NameOwner Register()
        {
            if (!_family.TryAdd(_constantValues))
            {
                throw AlreadyExists(_family, _constantValues);
            }

            var isRegistered = false;
            try
            {
                var owner = _registry.GetOrRegister(_collector);
                isRegistered = owner.Family == _family;
                return owner;
            }
            finally
            {
                if (!isRegistered)
                {
                    _family.Remove(_constantValues);
                }
            }
        }

        public void Dispose()
        {
            // In this order, so that two callbacks never report the same series.
            if (_registry.Unregister(_collector))
            {
                _family.Remove(_constantValues);
            }
        }
    }
}
