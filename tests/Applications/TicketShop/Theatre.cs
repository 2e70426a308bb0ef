namespace TicketShop;

/// <summary>Keeps the seats of the house; only the box office knows them.</summary>
internal sealed class Theatre
{
    private int _free = 100_000;

    public void Take() => Interlocked.Decrement(ref _free);

    public async Task<int> CountFreeSeatsAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        return Volatile.Read(ref _free);
    }
}
