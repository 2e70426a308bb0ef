using System.Globalization;
using System.Text;

namespace PrometheusMetrics.Benchmarks.Instruments;

/// <summary>Writes the cost of instruments as a Markdown table, in multiples of its first row on one thread.</summary>
internal static class InstrumentTable
{
    private const string None = "-";

    // The machine was too busy.
    private const string Disturbed = "disturbed";

    // Two runs of the benchmark differ by as much.
    private const double Noise = 0.03;

    public static void Write(StringBuilder text, IReadOnlyList<InstrumentResult> results)
    {
        text.AppendLine(
            "| operation | one thread, young | two threads | one thread, after it was hot | B/op | goals: two threads; after it was hot "
            + $"| {InstrumentBenchmark.PrometheusNet}: young; two threads; after it was hot; B/op "
            + $"| {InstrumentBenchmark.OpenTelemetry}: the same | who is ahead |");
        text.AppendLine("|---|---|---|---|---|---|---|---|---|");
        var unit = results[0].Young;
        foreach (var row in InstrumentRow.All)
        {
            var own = Find(InstrumentBenchmark.Own)!;
            InstrumentResult?[] peers = [Find(InstrumentBenchmark.PrometheusNet), Find(InstrumentBenchmark.OpenTelemetry)];
            string[] cells =
            [
                row.Operation,
                Time(own.Young),
                Time(own.TwoThreads),
                Time(own.AfterHot),
                Bytes(own),
                $"{Goal(row.TwoThreadsGoal, own.TwoThreads / unit)}; {Goal(row.AfterHotGoal, own.AfterHot / unit)}",
                .. peers.Select(DescribePeer),
                DescribeLead(own, [.. peers.OfType<InstrumentResult>()]),
            ];
            text.AppendLine(CultureInfo.InvariantCulture, $"| {string.Join(" | ", cells)} |");

            InstrumentResult? Find(string library) =>
                results.SingleOrDefault(result => result.Operation == row.Operation && result.Library == library);
        }

        string Time(double nanoseconds) => double.IsNaN(nanoseconds)
            ? Disturbed
            : string.Create(CultureInfo.InvariantCulture, $"**{nanoseconds / unit:F2}x** ({nanoseconds:F1} ns)");

        string DescribePeer(InstrumentResult? peer) => peer is null
            ? None
            : $"{Ratio(peer.Young)}; {Ratio(peer.TwoThreads)}; {Ratio(peer.AfterHot)}; {Bytes(peer)}";

        string Ratio(double nanoseconds) => double.IsNaN(nanoseconds)
            ? Disturbed
            : string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / unit:F2}x");
    }

    private static string Goal(double? goal, double actual) => goal switch
    {
        null => None,
        { } limit when actual <= limit => string.Create(CultureInfo.InvariantCulture, $"<= {limit}x"),
        { } limit => string.Create(CultureInfo.InvariantCulture, $"**<= {limit}x, missed**"),
    };

    private static string DescribeLead(InstrumentResult own, InstrumentResult[] peers)
    {
        if (peers.Length == 0)
        {
            return None;
        }

        string[] leads =
        [
            .. from peer in peers
               from column in new (string Name, Func<InstrumentResult, double> Cost)[]
               {
                   ("young", static result => result.Young),
                   ("with two threads", static result => result.TwoThreads),
                   ("after it was hot", static result => result.AfterHot),
               }
               let part = 1 - (column.Cost(peer) / column.Cost(own))
               where part > -Noise
               select part > Noise
                   ? string.Create(CultureInfo.InvariantCulture, $"**{peer.Library} is ahead {column.Name}, by {part:P0}**")
                   : $"{peer.Library} is level {column.Name}",
        ];
        return leads.Length == 0 ? "this library" : string.Join("; ", leads);
    }

    private static string Bytes(InstrumentResult result) => string.Create(CultureInfo.InvariantCulture, $"{result.Bytes:0.##}");
}
