namespace PrometheusMetrics.Tests.Instruments.Striping.Schedules;

/// <summary>The operations on a gauge, and whether they are what they would be one after the other, in an order in which no operation is
/// before one that had ended when it began.</summary>
internal sealed class GaugeHistory
{
    private readonly List<Operation> _operations = [];
    private int _time;

    public void Add(double value, Action<double> add) => Note(OperationKind.Add, value, () => add(value));

    public void Set(double value, Action<double> set) => Note(OperationKind.Set, value, () => set(value));

    public void Read(Func<double> read)
    {
        var operation = Begin(OperationKind.Read, 0);
        operation.Value = read();
        operation.End = ++_time;
    }

    public void Check() => Assert.True(CanFollow(new bool[_operations.Count], 0), string.Join(", ", _operations));

    private void Note(OperationKind kind, double value, Action action)
    {
        var operation = Begin(kind, value);
        action();
        operation.End = ++_time;
    }

    private Operation Begin(OperationKind kind, double value)
    {
        var operation = new Operation(kind, ++_time) { Value = value };
        _operations.Add(operation);
        return operation;
    }

    // Whether the operations that are not done can be done on a gauge with a value.
    private bool CanFollow(bool[] done, double value)
    {
        if (!done.Contains(false))
        {
            return true;
        }

        var firstEnd = _operations.Where((_, i) => !done[i]).Min(operation => operation.End);
        for (var i = 0; i < done.Length; i++)
        {
            var operation = _operations[i];
            if (done[i] || operation.Begin > firstEnd || (operation.Kind == OperationKind.Read && operation.Value != value))
            {
                continue;
            }

            done[i] = true;
            if (CanFollow(done, operation.Kind == OperationKind.Add ? value + operation.Value : operation.Value))
            {
                return true;
            }

            done[i] = false;
        }

        return false;
    }

    private enum OperationKind
    {
        Add,
        Set,
        Read,
    }

    private sealed record Operation(OperationKind Kind, int Begin)
    {
        public double Value { get; set; }

        public int End { get; set; }
    }
}
