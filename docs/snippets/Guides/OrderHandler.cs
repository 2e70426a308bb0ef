namespace Guides;

internal sealed class OrderHandler(WorkQueue queue)
{
    public void Handle(string order) => queue.Add(order);
}
