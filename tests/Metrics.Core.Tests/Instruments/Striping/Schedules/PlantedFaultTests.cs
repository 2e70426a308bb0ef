namespace PrometheusMetrics.Tests.Instruments.Striping.Schedules;

/// <summary>Faults of which the cells would be suspected, each of which some schedule shows.</summary>
public sealed class PlantedFaultTests : IDisposable
{
    // Several times as many as any of them takes; most take less than a thousand.
    private const int MaxSchedules = 200_000;

    private static readonly Fault[] Faults =
    [
        new(
            "A reader reads the version after it has copied the cell",
            ["HistogramIsSwept", "HistogramGetsCells"],
            new Edit(
                "HistogramCell.cs",
                """
                        var version = Lock.BeginRead();
                        CopyTo(ref snapshot);
                """,
                """
                        CopyTo(ref snapshot);
                        var version = Lock.BeginRead();
                """)),
        new(
            "A reader does not look at the version again",
            ["HistogramIsSwept", "HistogramGetsCells"],
            new Edit("SequenceLock.cs", "(version & 1) == 0 && Volatile.Read(ref At(Version)) == version", "(version & 1) == 0")),
        new(
            "A cell is dropped when another one is added",
            ["CounterIsSwept", "HistogramIsSwept"],
            new Edit(
                "OwnedCells.cs",
                "Interlocked.CompareExchange(ref _slots, Place(cells), slots) == slots",
                "Interlocked.Exchange(ref _slots, Place(cells)) is not null")),
        new(
            "Two pages own one cell",
            ["CounterIsSwept", "CounterPassesToOtherThreads"],
            new Edit("SequenceLock.cs", "At(Owner) == page", "At(Owner) is not Closed"),
            new Edit("SequenceLock.cs", "Volatile.Read(ref At(Owner)) != page", "Volatile.Read(ref At(Owner)) == Closed")),
        new(
            "A folded cell stays among the cells with what it has counted",
            ["CounterIsSwept"],
            new Edit("OwnedCells.cs", "                Remove(quiet);\n", ""),
            new Edit("CounterCells.cs", "        cell.Lock.Clear();\n", "")),
        new(
            "A cell is removed before it is folded, and without the gate",
            ["CounterIsReadDuringSweeps"],
            new Edit(
                "OwnedCells.cs",
                """
                        using (Gate.EnterScope())
                        {
                            if (CloseQuiet()
                """,
                """
                        {
                            if (CloseQuiet()
                """),
            new Edit(
                "OwnedCells.cs",
                """
                                quiet.ForEach(Fold);
                                Remove(quiet);
                """,
                """
                                Remove(quiet);
                                quiet.ForEach(Fold);
                """)),
        new(
            "A cell that is closed is not given up by its owner",
            ["CounterIsSwept", "HistogramIsSwept"],
            new Edit("SequenceLock.cs", "Volatile.Read(ref At(Owner)) != page", "false")),
        new(
            "An owner looks whether the cell is closed before the version is odd, only",
            ["CounterIsSwept", "HistogramIsSwept"],
            new Edit(
                "SequenceLock.cs",
                """
                        Volatile.Write(ref At(Version), version + 1);
                        if (Volatile.Read(ref At(Owner)) != page)
                        {
                            Volatile.Write(ref At(Version), version);
                            return false;
                        }
                """,
                """
                        if (Volatile.Read(ref At(Owner)) != page)
                        {
                            return false;
                        }

                        Volatile.Write(ref At(Version), version + 1);
                """)),
        new(
            "A cell is folded while a writer is inside",
            ["CounterIsSwept", "HistogramIsSwept"],
            new Edit("OwnedCells.cs", "                quiet.RemoveAll(static cell => cell.Lock.IsHeld);\n", "")),
        new(
            "The sweep has no barrier for all threads",
            ["CounterIsSwept", "HistogramIsSwept"],
            new Edit(
                "OwnedCells.cs",
                "                Interlocked.MemoryBarrierProcessWide();\n                quiet",
                "                quiet")),
        new(
            "A freeze has no barrier for all threads",
            ["GaugeIsFrozenWhileItMoves"],
            new Edit("OwnedCells.cs", "        Interlocked.MemoryBarrierProcessWide();\n        foreach", "        foreach")),
        new(
            "A freeze does not wait for writers",
            ["GaugeIsFrozenWhileItMoves"],
            new Edit("OwnedCells.cs", "            while (cell.Lock.IsHeld)", "            while (false)")),
        new(
            "A cell is added during a freeze",
            ["GaugeIsSwept"],
            new Edit("OwnedCells.cs", "slots == Frozen || ", "")),
        new(
            "The stores of a writer overtake the odd version",
            ["HistogramCellIsRead"],
            new Edit(
                "SequenceLock.cs",
                """
                            Volatile.Write(ref At(Version), version);
                            return false;
                        }

                        Volatile.WriteBarrier();
                """,
                """
                            Volatile.Write(ref At(Version), version);
                            return false;
                        }

                """)),
        new(
            "The even version overtakes the stores of a writer",
            ["HistogramCellIsRead"],
            new Edit("SequenceLock.cs", "=> Volatile.Write(ref At(Version), version + writes)", "=> At(Version) = version + writes")),
        new(
            "The version of a folded cell is odd for a moment, and is added then",
            ["HistogramIsSwept"],
            new Edit("SequenceLock.cs", "Writes & ~1", "Writes")),
        new(
            "A reader of a counter does not exclude the sweep",
            ["CounterIsReadDuringSweeps"],
            new Edit(
                "StripedCounter.cs",
                """
                        using (cells.Gate.EnterScope())
                        {
                            return cells.Total(ReadParts(cells));
                        }
                """,
                "return cells.Total(ReadParts(cells));")),
        new(
            "A reader of a histogram does not exclude the sweep",
            ["HistogramIsReadDuringSweeps"],
            new Edit(
                "StripedAccumulator.cs",
                """
                        using (cells.Gate.EnterScope())
                        {
                            // Read before
                """,
                """
                        {
                            // Read before
                """)),
        new(
            "A reader of a gauge does not exclude the sweep",
            ["GaugeIsReadDuringSweeps"],
            new Edit("GaugeCells.cs", "        using (Gate.EnterScope())\n        {\n            for", "        {\n            for")),
        new(
            "Setting a gauge keeps its cells",
            ["GaugeIsSet"],
            new Edit(
                "StripedGauge.cs",
                "public void Set(double value) => Volatile.Write(ref _bits, Encode(value));",
                """
                public void Set(double value)
                {
                    if (Volatile.Read(ref _bits) == Moved)
                    {
                        _cells.Begin(value);
                    }
                    else
                    {
                        Volatile.Write(ref _bits, Encode(value));
                    }
                }
                """)),
        new(
            "A gauge that is set is counted in its former cells",
            ["GaugeIsSetWhileItMoves", "GaugeIsUsedAtRandom"],
            new Edit("StripedGauge.cs", "        return Volatile.Read(in _bits) == Moved;", "        return true;")),
        new(
            "A gauge that gets cells again gets those that it had",
            ["GaugeIsUsedAtRandom"],
            new Edit("StripedGauge.cs", "var cells = new GaugeCells(TimeProvider);", "var cells = _cells;")),
        new(
            "A gauge is read in cells that were given back because it was set",
            ["GaugeIsSetWhileItMoves"],
            new Edit("GaugeCells.cs", "            _isAbandoned = true;\n", "")),
        new(
            "A gauge is read while a writer is inside",
            ["GaugeSumHasAnError"],
            new Edit("GaugeCells.cs", "return (version & 1) == 0;", "return true;")),
        new(
            "A gauge is read although a writer was inside when it was copied",
            ["GaugeIsSweptAndRead"],
            new Edit(
                "GaugeCells.cs",
                """
                            if (!TryAddVersion(cell, ref before))
                            {
                                value = 0;
                                return false;
                            }
                """,
                "TryAddVersion(cell, ref before);")),
        new(
            "A gauge is read although a cell was added",
            ["GaugeIsReadWhileItMoves", "GaugeIsUsedAtRandom"],
            new Edit("GaugeCells.cs", "after == before && AreUnchanged(cells)", "after == before")),
        new(
            "A gauge is read although a cell has changed",
            ["GaugeIsReadWhileItMoves", "GaugeIsUsedAtRandom"],
            new Edit("GaugeCells.cs", "after == before && AreUnchanged(cells)", "AreUnchanged(cells)")),
        new(
            "A writer waits for a reader that has closed the first cell",
            ["HistogramReaderStops"],
            new Edit(
                "StripedAccumulator.cs",
                "(cells.TryFind(page, out var cell) || cells.TryClaim(page, out cell))",
                "cells.TryFind(page, out var cell)")),
        new(
            "A writer waits for a reader of a counter",
            ["CounterReaderStops"],
            new Edit(
                "StripedCounter.cs",
                "Interlocked.Add(ref _integer, integer);\n            cells",
                """
                using (cells.Gate.EnterScope())
                            {
                                _integer += integer;
                            }

                            cells
                """)),
        new(
            "A counter is raised without the gate",
            ["CounterIsRaised"],
            new Edit(
                "StripedCounter.cs",
                "            using (cells.Gate.EnterScope())\n            {\n                cells.Raise",
                "            {\n                cells.Raise")),
    ];

    private readonly Scheduler _scheduler = new();

    public static TheoryData<string> FaultNames => [.. Faults.Select(fault => fault.Name)];

    public void Dispose() => _scheduler.Dispose();

    [Theory]
    [MemberData(nameof(FaultNames))]
    public void A_planted_fault_is_found(string name)
    {
        var fault = Faults.Single(fault => fault.Name == name);
        var sources = new ScheduledSources(fault.Edits);
        var scenarios = fault.Scenarios.Select(sources.Find).ToList();

        Assert.Contains(Enumerable.Range(0, MaxSchedules), seed => scenarios.Exists(scenario => Fails(scenario(), seed)));
    }

    private bool Fails(Scenario scenario, int seed)
    {
        try
        {
            _scheduler.Run(scenario, seed);
            return false;
        }
        catch (ScheduleException)
        {
            return true;
        }
    }
}
