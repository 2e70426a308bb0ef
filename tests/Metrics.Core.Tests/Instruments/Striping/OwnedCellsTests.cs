using PrometheusMetrics.Instruments;

namespace PrometheusMetrics.Tests.Instruments.Striping;

public class OwnedCellsTests
{
    private const int AdditionsPerCell = 64;
    private const int QuietSweeps = 3;

    private static readonly int MaxCells = Math.Max(64, 16 * Environment.ProcessorCount);

    private readonly CounterCells _cells = new();

    [Fact]
    public void A_page_has_no_cell_until_it_has_added_some_times()
    {
        for (var i = 1; i < AdditionsPerCell; i++)
        {
            _cells.OnUnowned(7);
            Assert.False(_cells.TryFind(7, out _));
        }

        _cells.OnUnowned(7);

        Assert.True(_cells.TryFind(7, out var cell));
        Assert.True(cell.TryAdd(7, 5));
        Assert.False(_cells.TryFind(8, out _));
        Assert.Equal((5, 0), _cells.ReadParts(0, 0));
    }

    [Fact]
    public void Each_page_finds_its_own_cell_among_many()
    {
        for (var page = 1L; page <= MaxCells; page++)
        {
            Assert.True(_cells.TryClaim(page * 512, out var claimed));
            Assert.True(claimed.TryAdd(page * 512, page));
        }

        for (var page = 1L; page <= MaxCells; page++)
        {
            Assert.True(_cells.TryFind(page * 512, out var found));
            Assert.Equal(page, found.Integer);
        }
    }

    [Fact]
    public void The_number_of_cells_is_limited_whatever_pages_there_are()
    {
        for (var i = 0; i < AdditionsPerCell * MaxCells * 4; i++)
        {
            _cells.OnUnowned(i + 1);
        }

        Assert.Equal(MaxCells, Count());

        for (var i = 0; i < MaxCells * 4; i++)
        {
            _cells.TryClaim(i + 1, out _);
        }

        Assert.Equal(2 * MaxCells, Count());
    }

    [Fact]
    public void A_page_whose_cell_a_reader_has_closed_gets_no_second_one_unless_it_would_wait()
    {
        _cells.TryClaim(7, out var cell);
        cell.Lock.Close();

        for (var i = 0; i < 10 * AdditionsPerCell; i++)
        {
            _cells.OnUnowned(7);
        }

        Assert.Equal(1, Count());
        Assert.False(_cells.TryFind(7, out _));
        Assert.True(_cells.TryClaim(7, out var second));
        Assert.True(_cells.TryFind(7, out var found));
        Assert.True(found.Lock.IsThatOf(second.Lock));
    }

    [Fact]
    public void A_quiet_cell_is_folded_and_no_longer_found_and_a_busy_one_stays()
    {
        _cells.TryClaim(7, out var quiet);
        _cells.TryClaim(8, out var busy);
        quiet.TryAdd(7, 5);
        quiet.TryAdd(7, 0.5);

        for (var i = 0; i <= QuietSweeps; i++)
        {
            busy.TryAdd(8, 1);
            Assert.Equal((5 + i + 1, 0.5), _cells.ReadParts(0, 0));
            _cells.Sweep();
        }

        Assert.False(_cells.TryFind(7, out _));
        Assert.False(quiet.TryAdd(7, 1));
        Assert.True(_cells.TryFind(8, out _));
        Assert.Equal((5 + QuietSweeps + 1, 0.5), _cells.ReadParts(0, 0));
    }

    [Fact]
    public void A_cell_in_which_a_writer_was_stopped_is_folded_after_it_has_finished()
    {
        _cells.TryClaim(7, out var cell);
        cell.TryAdd(7, 5);
        Assert.True(cell.Lock.TryEnter(7, out var version));
        for (var i = 0; i < QuietSweeps + 2; i++)
        {
            _cells.Sweep();
        }

        Assert.Equal(1, Count());
        Assert.True(cell.Lock.IsClosed);
        cell.Lock.Word(0) += 2;
        cell.Lock.Exit(version);
        Assert.Equal((7, 0), _cells.ReadParts(0, 0));

        _cells.Sweep();

        Assert.Equal(0, Count());
        Assert.Equal((7, 0), _cells.ReadParts(0, 0));
    }

    // If memory runs out after a cell was folded, it remains in the table.
    [Fact]
    public void A_folded_cell_has_nothing_left_that_could_be_counted_twice()
    {
        _cells.TryClaim(7, out var cell);
        cell.TryAdd(7, 5);
        cell.TryAdd(7, 0.5);

        for (var i = 0; i <= QuietSweeps; i++)
        {
            _cells.Sweep();
        }

        Assert.Equal((0, 0, 0), (cell.Integer, cell.Fraction, cell.Lock.Writes));
        Assert.Equal(7, cell.Lock.Page);
    }

    // Two cache lines: what the writers of two cells change is never on one.
    [Fact]
    public void Cells_are_padded()
    {
        var cell = CounterCell.Absent.CreateOwned(7);

        Assert.True(cell.Lock.Data.Length * sizeof(long) >= 2 * sizeof(long) + 128);
    }

    private int Count() => _cells.Slots.ToArray().Count(cell => cell.Lock.Exists);
}
