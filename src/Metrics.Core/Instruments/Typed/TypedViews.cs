using System.Runtime.CompilerServices;

namespace PrometheusMetrics.Instruments;

/// <summary>The typed views of a family: one per type of labels, and one for each of the latest conversions.</summary>
internal sealed class TypedViews<TInstrument>
    where TInstrument : class
{
    // A lambda that captures variables is a new delegate at each call. Without a limit, the views of all of them would be kept.
    private const int MaxConversions = 16;

    private readonly Lock _gate = new();
    private readonly IMetricFamily<TInstrument> _untyped;
    private readonly ISeriesFinder<TInstrument> _family;
    private readonly ConstantLabels _constants;

    // Copy-on-write, so that a view is found without a lock. Most programs have one or two.
    private volatile object[] _views = [];
    private volatile object[] _converting = [];

    /// <param name="untyped">The untyped family of the user, without the constant labels.</param>
    /// <param name="family">The family with all labels.</param>
    /// <param name="constants">The constant labels, which precede those of the user.</param>
    public TypedViews(IMetricFamily<TInstrument> untyped, ISeriesFinder<TInstrument> family, ConstantLabels constants)
    {
        _untyped = untyped;
        _family = family;
        _constants = constants;
    }

    /// <summary>Returns the view of a type of labels or of a conversion, and creates it if necessary.</summary>
    /// <exception cref="InvalidOperationException">There is no conversion, and the labels have more or fewer values than the family of the
    /// user has labels; or it has no labels.</exception>
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
        var view = new TypedFamily<TInstrument, TLabels>(_untyped, _family, _constants, convert);
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
