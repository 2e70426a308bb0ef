using PrometheusMetrics.Instruments;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments.Striping;

public class StripedGaugeTests
{
    private static readonly GaugeCells Family = new(TimeProvider.System);

    private StripedGauge _gauge = new(10, Family);
    private byte _contention;

    public StripedGaugeTests() => Stripes.MoveToCells(ref _gauge);

    [Fact]
    public void It_adds_and_subtracts_in_cells()
    {
        for (var i = 0; i < 1000; i++)
        {
            Add(2.5);
            Add(-1);
        }

        Assert.Single(Stripes.Owned(ref _gauge));
        Assert.Equal(10 + 1500, _gauge.Read());
    }

    [Fact]
    public void Setting_it_forgets_the_cells()
    {
        Claim();
        Add(5);

        _gauge.Set(0.1);

        Assert.Equal(0.1, _gauge.Read());
        Add(0.2);
        Assert.Equal(0.1 + 0.2, _gauge.Read());
    }

    [Fact]
    public void It_gets_new_cells_after_it_was_set()
    {
        Claim();
        _gauge.Set(3);
        Stripes.MoveToCells(ref _gauge);

        Assert.Empty(Stripes.Owned(ref _gauge));
        Assert.Equal(3, _gauge.Read());
        Claim();
        Assert.Equal(3, _gauge.Read());
    }

    [Fact]
    public void The_cells_that_it_had_before_it_was_set_are_given_back()
    {
        Claim();
        Sweep();
        Assert.NotEmpty(Stripes.Owned(ref _gauge));
        _gauge.Set(3);
        Assert.NotEmpty(Stripes.Owned(ref _gauge));

        Sweep();

        Assert.Empty(Stripes.Owned(ref _gauge));
        Stripes.MoveToCells(ref _gauge);
        Claim();
        Add(4);
        Assert.Equal(7, _gauge.Read());
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(double.MaxValue)]
    public void What_a_cell_could_not_forget_is_added_beside_it(double value)
    {
        Claim();

        Add(value);
        Add(value);

        Assert.Equal(10 + value + value, _gauge.Read());
        Assert.Equal(0, SumOfCells());
    }

    // The pattern that stands for "in the cells" is a value that an application can write.
    [Fact]
    public void No_value_is_mistaken_for_the_mark_of_the_cells()
    {
        var mark = BitConverter.Int64BitsToDouble(0x7FF0_0000_4D4F_5645);
        Claim();

        _gauge.Set(mark);

        Assert.Equal(double.NaN, _gauge.Read());
        _gauge.Set(1);
        Add(mark);
        Assert.Equal(double.NaN, _gauge.Read());
        Assert.Equal(double.NaN, new StripedGauge(mark, Family).Read());
    }

    // protobuf carries all bits, and Prometheus has a meaning for some.
    [Fact]
    public void Other_bits_of_NaN_are_kept()
    {
        const long Stale = 0x7FF0_0000_0000_0002;

        _gauge.Set(BitConverter.Int64BitsToDouble(Stale));

        Assert.Equal(Stale, BitConverter.DoubleToInt64Bits(_gauge.Read()));
    }

    // Requests begin and end on different threads, a billion times in a year.
    [Fact]
    public void What_one_thread_adds_and_another_one_subtracts_leaves_no_rest()
    {
        _gauge.Set(0);
        Stripes.MoveToCells(ref _gauge);
        ParallelRunner.Do(1, _ => AddAfterClaim(0.1));

        ParallelRunner.Do(1, _ => AddAfterClaim(-0.1));

        Assert.Equal(0, _gauge.Read());

        void AddAfterClaim(double value)
        {
            for (var i = 0; i < 100_000; i++)
            {
                Add(i < 100 ? 0 : value);
            }
        }
    }

    // Each addition is subtracted by the same thread afterwards, so the value is never negative, nor greater than the number of threads.
    [Fact]
    public void A_read_is_a_value_of_one_moment()
    {
        const int Threads = 4;
        _gauge.Set(0);
        Stripes.MoveToCells(ref _gauge);
        var left = Threads;
        var wrong = new List<double>();

        ParallelRunner.Do(Threads + 1, i =>
        {
            if (i == Threads)
            {
                while (Volatile.Read(ref left) > 0)
                {
                    var value = _gauge.Read();
                    if (value is < 0 or > Threads)
                    {
                        wrong.Add(value);
                    }
                }

                return;
            }

            for (var turn = 0; turn < 200_000; turn++)
            {
                Add(1);
                Add(-1);
            }

            Interlocked.Decrement(ref left);
        });

        Assert.Empty(wrong);
        Assert.Equal(0, _gauge.Read());
    }

    private void Sweep() => _gauge.Sweep(ref _contention);

    private void Add(double value) => _gauge.Add(value, ref _contention);

    // After so many additions, the thread has a cell.
    private void Claim()
    {
        for (var i = 0; i < 100; i++)
        {
            Add(0);
        }

        Assert.NotEmpty(Stripes.Owned(ref _gauge));
    }

    private double SumOfCells()
    {
        var sum = new CompensatedSum();
        foreach (var cell in Stripes.Owned(ref _gauge))
        {
            cell.AddTo(ref sum);
        }

        return sum.Value;
    }
}
