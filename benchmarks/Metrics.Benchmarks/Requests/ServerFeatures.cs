using System.Collections;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Features.Authentication;

namespace PrometheusMetrics.Benchmarks.Requests;

/// <summary>The features of a request, stored as in Kestrel: a field for each well-known one, which is found by comparing types one after
/// the other, then a list of the others, then the features of the connection.</summary>
internal abstract class ServerFeatures : IFeatureCollection
{
    private static readonly Type[] Own =
    [
        typeof(IHttpRequestFeature), typeof(IHttpRequestBodyDetectionFeature), typeof(IHttpResponseFeature),
        typeof(IHttpResponseBodyFeature), typeof(IHttpRequestIdentifierFeature), typeof(IHttpRequestLifetimeFeature),
        typeof(IHttpConnectionFeature), typeof(IRouteValuesFeature), typeof(IEndpointFeature),
    ];

    private static readonly Type[] WellKnown =
    [
        .. Own, typeof(IServiceProvidersFeature), typeof(IHttpActivityFeature), typeof(IHttpMetricsTagsFeature),
        typeof(IHttpAuthenticationFeature), typeof(IHttpExtendedConnectFeature), typeof(IHttpUpgradeFeature), typeof(IQueryFeature),
        typeof(IFormFeature), typeof(IHttpResponseTrailersFeature), typeof(IItemsFeature), typeof(ITlsConnectionFeature),
        typeof(ISessionFeature), typeof(IHttpMaxRequestBodySizeFeature), typeof(IHttpBodyControlFeature), typeof(IHttpResetFeature),
    ];

    private readonly object?[] _wellKnown = new object?[WellKnown.Length];
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
        for (var i = 0; i < WellKnown.Length; i++)
        {
            if (WellKnown[i] == typeof(TFeature))
            {
                // The setters have checked the type.
                return Unsafe.As<object?, TFeature?>(ref _wellKnown[i]) ?? _connection.Get<TFeature>();
            }
        }

        return (TFeature?)GetOther(typeof(TFeature)) ?? _connection.Get<TFeature>();
    }

    public void Set<TFeature>(TFeature? instance)
    {
        for (var i = 0; i < WellKnown.Length; i++)
        {
            if (WellKnown[i] == typeof(TFeature))
            {
                Set(i, typeof(TFeature), instance);
                return;
            }
        }

        Set(-1, typeof(TFeature), instance);
    }

    public IEnumerator<KeyValuePair<Type, object>> GetEnumerator() =>
        WellKnown.Zip(_wellKnown, KeyValuePair.Create).Concat(_others).Where(pair => pair.Value is not null)
            .Select(pair => KeyValuePair.Create(pair.Key, pair.Value!)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Removes what the application has set in the previous request.</summary>
    protected void ResetFeatures()
    {
        Revision++;
        _others.Clear();
        Array.Clear(_wellKnown);
        _wellKnown.AsSpan(0, Own.Length).Fill(this);
    }

    private static int IndexOf(Type key)
    {
        for (var i = 0; i < WellKnown.Length; i++)
        {
            if (ReferenceEquals(WellKnown[i], key))
            {
                return i;
            }
        }

        return -1;
    }

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
