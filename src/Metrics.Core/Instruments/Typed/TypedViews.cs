using System.Runtime.CompilerServices;

namespace PrometheusMetrics.Instruments;

/// <summary>The typed views of a family: one for each type, and one for each of the latest conversions.</summary>
internal sealed class TypedViews<TInstrument>
    where TInstrument : class
{
    // A conversion that captures something is another one at each call. Without a bound each of them would stay here for ever.
    private const int MaxConversions = 16;

    private readonly Lock _gate = new();
    private readonly IMetricFamily<TInstrument> _face;
    private readonly ISeriesFinder<TInstrument> _family;
    private readonly string[] _constants;

    // Replaced as a whole, so that a view is found without a lock. One or two, in most programs.
    private volatile object[] _views = [];
    private volatile object[] _converting = [];

    /// <param name="face">The family as the user sees it.</param>
    /// <param name="family">The family itself.</param>
    /// <param name="constants">The values that stand before those that the user gives.</param>
    public TypedViews(IMetricFamily<TInstrument> face, ISeriesFinder<TInstrument> family, string[] constants)
    {
        _face = face;
        _family = family;
        _constants = constants;
    }

    /// <exception cref="InvalidOperationException">The labels without a conversion are more or fewer values than the user sees
    /// labels.</exception>
    public IMetricFamily<TInstrument, TLabels> Get<TLabels>(Func<TLabels, ITuple>? convert)
        where TLabels : notnull => Find(convert) ?? Add(convert);

    private TypedFamily<TInstrument, TLabels>? Find<TLabels>(Func<TLabels, ITuple>? convert)
        where TLabels : notnull
    {
        foreach (var view in convert is null ? _views : _converting)
        {
            if (view is TypedFamily<TInstrument, TLabels> found && found.Convert == convert)
            {
                return found;
            }
        }

        return null;
    }

    private TypedFamily<TInstrument, TLabels> Add<TLabels>(Func<TLabels, ITuple>? convert)
        where TLabels : notnull
    {
        var view = new TypedFamily<TInstrument, TLabels>(_face, _family, _constants, convert);
        lock (_gate)
        {
            if (Find(convert) is { } found)
            {
                return found;
            }

            if (convert is null)
            {
                _views = [.. _views, view];
            }
            else
            {
                _converting = [view, .. _converting.Take(MaxConversions - 1)];
            }

            return view;
        }
    }
}
