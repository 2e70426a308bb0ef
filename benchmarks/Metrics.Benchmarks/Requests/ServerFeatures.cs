using System.Collections;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Features.Authentication;

namespace PrometheusMetrics.Benchmarks.Requests;

/// <summary>The features of a request, stored as in Kestrel: a field for each well-known one, which is found by comparing types one after
/// the other, then a list of the others, then the features of the connection.</summary>
internal abstract class ServerFeatures : IFeatureCollection
{
    private const int OwnCount = 9;
    private const int WellKnownCount = 24;

    private readonly object?[] _wellKnown = new object?[WellKnownCount];
    private readonly List<KeyValuePair<Type, object?>> _others = [];
    private readonly FeatureCollection _connection = new();

    public bool IsReadOnly => false;

    public int Revision { get; private set; }

    public object? this[Type key]
    {
        get
        {
            var index = IndexOf(key);
            return (index < 0 ? GetOther(key) : _wellKnown[index]) ?? _connection[key];
        }

        set => Set(IndexOf(key), key, value);
    }

    public TFeature? Get<TFeature>()
    {
        var index = IndexOf(typeof(TFeature));
        return index < 0
            ? (TFeature?)GetOther(typeof(TFeature)) ?? _connection.Get<TFeature>()

            // The setters have checked the type.
            : Unsafe.As<object?, TFeature?>(ref _wellKnown[index]) ?? _connection.Get<TFeature>();
    }

    public void Set<TFeature>(TFeature? instance) => Set(IndexOf(typeof(TFeature)), typeof(TFeature), instance);

    public IEnumerator<KeyValuePair<Type, object>> GetEnumerator() => throw new NotSupportedException();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Removes what the application has set in the previous request.</summary>
    protected void ResetFeatures()
    {
        Revision++;
        _others.Clear();
        Array.Clear(_wellKnown);
        _wellKnown.AsSpan(0, OwnCount).Fill(this);
    }

    // Constants to the compiler, as in Kestrel: finding a feature takes about as long as there.
    private static int IndexOf(Type key) =>
        key == typeof(IHttpRequestFeature) ? 0
        : key == typeof(IHttpRequestBodyDetectionFeature) ? 1
        : key == typeof(IHttpResponseFeature) ? 2
        : key == typeof(IHttpResponseBodyFeature) ? 3
        : key == typeof(IHttpRequestIdentifierFeature) ? 4
        : key == typeof(IHttpRequestLifetimeFeature) ? 5
        : key == typeof(IHttpConnectionFeature) ? 6
        : key == typeof(IRouteValuesFeature) ? 7
        : key == typeof(IEndpointFeature) ? 8
        : key == typeof(IServiceProvidersFeature) ? 9
        : key == typeof(IHttpActivityFeature) ? 10
        : key == typeof(IHttpMetricsTagsFeature) ? 11
        : key == typeof(IHttpAuthenticationFeature) ? 12
        : key == typeof(IHttpExtendedConnectFeature) ? 13
        : key == typeof(IHttpUpgradeFeature) ? 14
        : key == typeof(IQueryFeature) ? 15
        : key == typeof(IFormFeature) ? 16
        : key == typeof(IHttpResponseTrailersFeature) ? 17
        : key == typeof(IItemsFeature) ? 18
        : key == typeof(ITlsConnectionFeature) ? 19
        : key == typeof(ISessionFeature) ? 20
        : key == typeof(IHttpMaxRequestBodySizeFeature) ? 21
        : key == typeof(IHttpBodyControlFeature) ? 22
        : key == typeof(IHttpResetFeature) ? 23
        : -1;

    private object? GetOther(Type key)
    {
        foreach (var (type, feature) in _others)
        {
            if (type == key)
            {
                return feature;
            }
        }

        return null;
    }

    private void Set(int index, Type key, object? value)
    {
        Revision++;
        if (index >= 0)
        {
            _wellKnown[index] = value;
            return;
        }

        // Not by a function that captures the key: that would allocate here, and only here.
        for (var i = 0; i < _others.Count; i++)
        {
            if (_others[i].Key == key)
            {
                _others[i] = new KeyValuePair<Type, object?>(key, value);
                return;
            }
        }

        _others.Add(new KeyValuePair<Type, object?>(key, value));
    }
}
