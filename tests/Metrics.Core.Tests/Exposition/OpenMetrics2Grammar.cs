using System.Text.RegularExpressions;

namespace PrometheusMetrics.Tests.Exposition;

/// <summary>The grammar of OpenMetrics 2.0.0-rc0, line by line. Nothing of it is shared with the writer.</summary>
internal static class OpenMetrics2Grammar
{
    private const string Real = @"(?:[+-]?(?:[0-9]+(?:\.[0-9]*)?|[0-9]*\.[0-9]+)(?:[eE][+-]?[0-9]+)?)";
    private const string Number = $"(?:{Real}|[+-]?(?i:inf|infinity)|(?i:nan))";
    private const string Character = """(?:[^\\"\n]|\\.)""";
    private const string MetricName = "[a-zA-Z_:][a-zA-Z0-9_:]*";
    private const string Quoted = $"\"{Character}+\"";
    private const string Label = $"(?:[a-zA-Z_][a-zA-Z0-9_]*|{Quoted})=\"{Character}*\"";
    private const string Labels = @"\{(?:" + Label + "(?:," + Label + @")*)?\}";
    private const string Series = "(?:" + MetricName + "(?:" + Labels + @")?|\{" + Quoted + "(?:," + Label + @")*\})";

    private const string Classic =
        @"bucket:\[(?:(?:-Inf|" + Real + "):" + Number + "(?:," + Real + ":" + Number + @")*,)?\+Inf:" + Number + @"\]";

    private const string Spans = @"\[(?:[+-]?[0-9]+:\+?[0-9]+(?:,\+?[0-9]+:\+?[0-9]+)*)?\]";
    private const string Counts = @"\[(?:" + Number + "(?:," + Number + @")*)?\]";

    private const string Native = "schema:[+-]?[0-9]+,zero_threshold:" + Real + ",zero_count:" + Number
        + "(?:,negative_spans:" + Spans + ",negative_buckets:" + Counts + ")?"
        + "(?:,positive_spans:" + Spans + ",positive_buckets:" + Counts + ")?";

    private const string Buckets = "(?:" + Classic + "|" + Native + "(?:," + Classic + ")?)";
    private const string Quantiles = @"quantile:\[(?:" + Real + ":" + Number + "(?:," + Real + ":" + Number + @")*)?\]";

    private const string Composite = @"\{(?:count:" + Number + ",sum:" + Number + "," + Buckets
        + "|gcount:" + Number + ",gsum:" + Number + "," + Buckets
        + "|count:" + Number + ",sum:" + Number + "," + Quantiles + @")\}";

    private const string Example = " # " + Labels + " " + Number + " " + Real;

    private static readonly Regex Sample =
        new("^" + Series + " (?:" + Number + "|" + Composite + ")(?: " + Real + ")?(?: st@" + Real + ")?(?:" + Example + @")*\z",
            RegexOptions.CultureInvariant);

    private static readonly Regex Metadata = new(
        "^# (?:TYPE (?:" + MetricName + "|" + Quoted + ") (?:counter|gauge|histogram|gaugehistogram|stateset|info|summary|unknown)"
        + "|HELP (?:" + MetricName + "|" + Quoted + ") " + Character + "*"
        + "|UNIT (?:" + MetricName + "|" + Quoted + @") [a-zA-Z0-9_:]*)\z",
        RegexOptions.CultureInvariant);

    public static bool Allows(string line) => (line.StartsWith('#') ? Metadata : Sample).IsMatch(line);

    /// <summary>Fails at the first line that is not allowed.</summary>
    public static void Check(string body)
    {
        Assert.EndsWith("# EOF\n", body, StringComparison.Ordinal);
        foreach (var line in body[..^"# EOF\n".Length].Split('\n')[..^1])
        {
            Assert.True(Allows(line), line);
        }
    }
}
