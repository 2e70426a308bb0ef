using PrometheusMetrics.Instruments;

namespace PrometheusMetrics.Tests.Instruments.Striping;

public class SequenceLockTests
{
    private readonly SequenceLock _shared = SequenceLock.CreateShared(data: 1);
    private readonly SequenceLock _owned = SequenceLock.CreateOwned(data: 1, page: 7);

    [Fact]
    public void A_shared_lock_has_one_writer_at_a_time()
    {
        Assert.True(_shared.TryEnter(out var version));
        Assert.True(_shared.IsHeld);
        Assert.False(_shared.TryEnter(out _));

        _shared.Exit(version);

        Assert.False(_shared.IsHeld);
        Assert.Equal(2, _shared.Writes);
        Assert.True(_shared.TryEnter(out _));
    }

    [Fact]
    public void An_owned_lock_is_for_its_owner_only()
    {
        Assert.True(_owned.IsOwnedBy(7));
        Assert.False(_owned.IsOwnedBy(8));
        Assert.False(_owned.TryEnter(out _));

        Assert.True(_owned.TryEnter(7, out var version));
        Assert.True(_owned.IsHeld);
        _owned.Exit(version);
        Assert.Equal(2, _owned.Writes);
    }

    [Fact]
    public void Nobody_enters_a_closed_lock_and_an_attempt_is_no_write()
    {
        _shared.Close();
        _owned.Close();

        Assert.False(_shared.TryEnter(out _));
        Assert.False(_owned.IsOwnedBy(7));
        Assert.False(_owned.TryEnter(7, out _));
        Assert.True(_owned.IsClosed);
        Assert.Equal((0, 0, false), (_shared.Writes, _owned.Writes, _owned.IsHeld));

        _shared.Open(toAnyone: true);
        _owned.Open(toAnyone: false);
        Assert.True(_shared.TryEnter(out _));
        Assert.True(_owned.TryEnter(7, out _));
    }

    [Fact]
    public void The_lock_of_no_cell_is_nobodys()
    {
        Assert.False(SequenceLock.Absent.Exists);
        Assert.True(_owned.Exists && _shared.Exists);
        Assert.False(SequenceLock.Absent.TryEnter(out _));
    }

    [Fact]
    public void A_read_fails_if_a_write_began_or_ended_in_between()
    {
        var version = _owned.BeginRead();
        Assert.True(_owned.TryEndRead(version));

        _owned.TryEnter(7, out var inside);
        Assert.False(_owned.TryEndRead(version));
        var odd = _owned.BeginRead();
        Assert.False(_owned.TryEndRead(odd));
        _owned.Exit(inside);
        Assert.False(_owned.TryEndRead(version));
        Assert.False(_owned.TryEndRead(odd));
    }

    [Fact]
    public void Sweeps_are_quiet_as_long_as_nothing_is_written()
    {
        Assert.Equal([1L, 2, 3], [_owned.CountQuietSweeps(), _owned.CountQuietSweeps(), _owned.CountQuietSweeps()]);

        _owned.TryEnter(7, out var version);
        _owned.Exit(version);

        Assert.Equal([0L, 1], [_owned.CountQuietSweeps(), _owned.CountQuietSweeps()]);
    }
}
