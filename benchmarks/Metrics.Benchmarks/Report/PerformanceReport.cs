using System.Text;
using PrometheusMetrics.Benchmarks.Instruments;
using PrometheusMetrics.Benchmarks.Requests;
using PrometheusMetrics.Benchmarks.Scraping;

namespace PrometheusMetrics.Benchmarks.Report;

/// <summary>Measures one part of the report, in a process of its own, and writes the results as a Markdown table.</summary>
internal static class PerformanceReport
{
    private const int InstrumentRounds = 151;
    private const int RequestRounds = 101;

    /// <summary>Measures a part and prints its table. <c>--output FILE</c> also writes it between the markers of that file; <c>--dry</c>
    /// runs everything once, which tests that it works and measures nothing. Before that, <c>--large</c> makes scrapes large.</summary>
    /// <returns>The exit code: 0 if the part was measured.</returns>
    public static int Run(string part, ReadOnlySpan<string> arguments)
    {
        var isLarge = part == "scrape" && arguments is ["--large", ..];
        switch (isLarge ? arguments[1..] : arguments)
        {
            case []:
                Write(part, isLarge, isDry: false, file: null);
                return 0;
            case ["--dry"]:
                Write(part, isLarge, isDry: true, file: null);
                return 0;
            case ["--output", var file]:
                Write(part, isLarge, isDry: false, file);
                return 0;
            default:
                Console.Error.WriteLine($"The arguments of {part} are none, --output FILE or --dry; scrape takes --large before them.");
                return 2;
        }
    }

    private static void Write(string part, bool isLarge, bool isDry, string? file)
    {
        (string Marker, Action<StringBuilder> Measure) table = part switch
        {
            "instruments" => (
                "instruments",
                text => InstrumentTable.Write(text, InstrumentBenchmark.Run(isDry ? 1 : InstrumentRounds, isDry))),
            "memory" => ("series", text => Tables.WriteSeries(text, SeriesMemory.MeasureAll())),
            "scrape" => (
                isLarge ? "large scrapes" : "scrapes",
                text => ScrapeTable.Write(
                    text, ScrapeBenchmark.Run(isDry ? ScrapeWork.Small : isLarge ? ScrapeWork.Large : ScrapeWork.Normal))),
            _ => ("requests", text => RequestTable.Write(text, RequestBenchmark.Run(isDry ? 1 : RequestRounds))),
        };
        var page = file is null ? null : MarkedPage.Read(file, table.Marker);
        var text = new StringBuilder();
        Tables.WriteMeasured(text);
        table.Measure(text);
        var result = text.ToString().TrimEnd();
        Console.WriteLine(result);
        page?.Replace(result);
    }
}
