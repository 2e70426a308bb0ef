namespace PrometheusMetrics.Tests;

public class NullMetricFactoryTests
{
    private readonly NullMetricFactory _factory = NullMetricFactory.Instance;

    [Fact]
    public void There_is_one() => Assert.Same(NullMetricFactory.Instance, NullMetricFactory.Instance);

    [Fact]
    public void Instruments_accept_everything_and_stay_at_zero()
    {
        var counter = _factory.CreateCounter("x", "");
        counter.Inc();
        counter.Inc(double.NaN);
        counter.IncTo(double.NaN);
        counter.IncTo(5);
        var gauge = _factory.CreateGauge("x", "", new GaugeOptions { InitialValue = 5 });
        gauge.Set(1);
        gauge.Inc();
        gauge.Dec();
        gauge.SetToCurrentTime();
        gauge.SetToTime(DateTimeOffset.MaxValue);
        _factory.CreateHistogram("x", "").Observe(1);
        _factory.CreateSummary("x", "").Observe(1);

        Assert.Equal((0, 0), (counter.Value, gauge.Value));
    }

    [Fact]
    public void Families_accept_everything_and_hold_nothing()
    {
        Check(_factory.CreateCounter("x", "", "a"));
        Check(_factory.CreateCounter("x", "", ["a"], new CounterOptions()));
        Check(_factory.CreateGauge("x", "", "a"));
        Check(_factory.CreateGauge("x", "", ["a"], new GaugeOptions()));
        Check(_factory.CreateHistogram("x", "", "a"));
        Check(_factory.CreateHistogram("x", "", ["a"], new HistogramOptions()));
        Check(_factory.CreateSummary("x", "", "a"));
        Check(_factory.CreateSummary("x", "", ["a"], new SummaryOptions()));
        Check(_factory.CreateInfo("x", "", "a"));
        Check(_factory.CreateInfo("x", "", ["a"], new InfoOptions()));
        Check(_factory.CreateStateSet("x", "", ["a"], new StateSetOptions()));
        Check(_factory.CreateStateSet<DayOfWeek>("x", "", "a"));
        Check(_factory.CreateStateSet<DayOfWeek>("x", "", ["a"], new StateSetOptions()));

        static void Check<TInstrument>(IMetricFamily<TInstrument> family)
            where TInstrument : class
        {
            Assert.NotNull(family.WithLabels("1", "2", "3"));
            Assert.False(family.Remove("1"));
            Assert.False(family.Hide("1"));
            Assert.Equal(0, family.RemoveWhere(_ => throw new InvalidOperationException()));
            family.Clear();
        }
    }

    [Fact]
    public void Views_accept_everything_and_hold_nothing()
    {
        Check(_factory.CreateCounter("x", "", "a"));
        Check(_factory.CreateSummary("x", "", "a"));
        Check(_factory.CreateStateSet("x", "", ["a"], new StateSetOptions()));
        Check(_factory.CreateStateSet<DayOfWeek>("x", "", "a"));

        static void Check<TInstrument>(IMetricFamily<TInstrument> family)
            where TInstrument : class
        {
            var (one, two, own) = (
                family.WithLabelTypes<int>(),
                family.WithLabelTypes<(int, bool)>(),
                family.WithLabelTypes<string>(text => (text, text.Length)));
            Assert.Same(family.WithLabels(), one.WithLabels(1));
            Assert.Same(family.WithLabels(), two.WithLabels((1, true)));
            Assert.Same(family.WithLabels(), own.WithLabels(null!));
            Assert.Equal((false, false, false), (one.Remove(1), two.Remove((1, true)), own.Remove(null!)));
            Assert.Same(one, family.WithLabelTypes<int>());
            Assert.Same(two, family.WithLabelTypes<(int, bool)>());
            Assert.Equal((family, family, family), (one.Family, two.Family, own.Family));
        }
    }

    [Fact]
    public void Infos_and_state_sets_accept_everything()
    {
        _factory.CreateInfo("x", "").Set((null!, null!));
        var states = _factory.CreateStateSet("x", "", new StateSetOptions());
        states.Set("a", true);
        states.Switch("b");
        var day = _factory.CreateStateSet<DayOfWeek>("x", "");
        day.Set(DayOfWeek.Friday);
        day.Set((DayOfWeek)99);

        Assert.Equal((false, 0), (states.IsActive("a"), states.States.Length));
        Assert.Equal(default, day.Value);
    }

    [Fact]
    public void A_factory_within_it_is_itself()
    {
        Assert.Same(_factory, _factory.WithPrefix("acme"));
        Assert.Same(_factory, _factory.WithConstantLabels(("a", "1")));
    }

    [Fact]
    public void Callbacks_are_never_called()
    {
        using var counter = _factory.CreateObservableCounter("x", "", () => throw new InvalidOperationException());
        using var gauge = _factory.CreateObservableGauge("x", "", () => throw new InvalidOperationException());

        Assert.NotNull(counter);
        Assert.NotNull(gauge);
    }

    [Fact]
    public void The_extensions_work_on_it()
    {
        var gauge = _factory.CreateGauge("x", "");
        using (gauge.TrackInProgress())
        using (gauge.StartTimer())
        using (_factory.CreateHistogram("x", "").StartTimer())
        {
            Assert.Throws<IOException>(() => _factory.CreateCounter("x", "").CountExceptions(() => throw new IOException()));
        }

        Assert.Equal(0, gauge.Value);
    }

    [Fact]
    public void Nothing_is_checked() => Assert.NotNull(_factory.CreateCounter("not a name", null!));
}
