namespace PrometheusMetrics.Instruments;

/// <summary>The typed views of a family, each made once.</summary>
internal sealed class TypedViews<TInstrument>
    where TInstrument : class
{
    private readonly Lock _gate = new();
    private readonly IMetricFamily<TInstrument> _face;
    private readonly ISeriesFinder<TInstrument> _family;
    private readonly string[] _constants;

    // Never changed once it is here, but replaced: found without a lock. One or two, in most programs.
    private volatile object[] _views = [];

    /// <param name="face">The family as the user sees it.</param>
    /// <param name="family">The family itself.</param>
    /// <param name="constants">The values that stand before those that the user gives.</param>
    public TypedViews(IMetricFamily<TInstrument> face, ISeriesFinder<TInstrument> family, string[] constants)
    {
        _face = face;
        _family = family;
        _constants = constants;
    }

    /// <exception cref="InvalidOperationException">The user sees more or fewer labels than 1.</exception>
    public IMetricFamily<TInstrument, TLabel> Of<TLabel>()
        where TLabel : notnull =>
        Find<TypedFamily1<TInstrument, TLabel>>() ?? Add(1, () => new TypedFamily1<TInstrument, TLabel>(_face, _family, _constants));

    /// <exception cref="InvalidOperationException">The user sees more or fewer labels than 2.</exception>
    public IMetricFamily<TInstrument, TLabel1, TLabel2> Of<TLabel1, TLabel2>()
        where TLabel1 : notnull
        where TLabel2 : notnull =>
        Find<TypedFamily2<TInstrument, TLabel1, TLabel2>>()
        ?? Add(2, () => new TypedFamily2<TInstrument, TLabel1, TLabel2>(_face, _family, _constants));

    /// <exception cref="InvalidOperationException">The user sees more or fewer labels than 3.</exception>
    public IMetricFamily<TInstrument, TLabel1, TLabel2, TLabel3> Of<TLabel1, TLabel2, TLabel3>()
        where TLabel1 : notnull
        where TLabel2 : notnull
        where TLabel3 : notnull =>
        Find<TypedFamily3<TInstrument, TLabel1, TLabel2, TLabel3>>()
        ?? Add(3, () => new TypedFamily3<TInstrument, TLabel1, TLabel2, TLabel3>(_face, _family, _constants));

    private TView? Find<TView>()
        where TView : class
    {
        foreach (var view in _views)
        {
            if (view is TView found)
            {
                return found;
            }
        }

        return null;
    }

    private TView Add<TView>(int types, Func<TView> create)
        where TView : class
    {
        RequireLabels(types);
        lock (_gate)
        {
            if (Find<TView>() is { } found)
            {
                return found;
            }

            var view = create();
            _views = [.. _views, view];
            return view;
        }
    }

    private void RequireLabels(int types)
    {
        var names = _family.Descriptor.LabelNames[_constants.Length..];
        if (names.Length == types)
        {
            return;
        }

        var what = names.Length switch
        {
            0 => "It has no label to give a value: ask the factory for the instrument itself.",
            1 => "Write WithLabelTypes<TLabel>().",
            2 => "Write WithLabelTypes<TLabel1, TLabel2>().",
            3 => "Write WithLabelTypes<TLabel1, TLabel2, TLabel3>().",
            _ => "More than three labels have values of type string only: use WithLabels.",
        };
        throw new InvalidOperationException(
            $"'{_family.Descriptor.Name}' wants {(names.Length == 1 ? "1 value" : $"{names.Length} values")} ({string.Join(", ", names)}), but {(types == 1 ? "1 type was" : $"{types} types were")} given. {what}");
    }
}
