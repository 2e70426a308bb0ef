namespace PrometheusMetrics.Tests.Support.Parsing;

/// <summary>Parses bodies in text 0.0.4, text 1.0.0 and OpenMetrics 1.0, and accepts only what such a format's strictest readers accept and
/// what this project decided. It shares no code with the writers.</summary>
internal static class LineFormatParser
{
    private static readonly LineDialect Text004 = new(IsOpenMetrics: false, QuotedNames: false);
    private static readonly LineDialect Text100 = new(IsOpenMetrics: false, QuotedNames: true);
    private static readonly LineDialect OpenMetrics100 = new(IsOpenMetrics: true, QuotedNames: false);
    private static readonly LineDialect QuotedOpenMetrics100 = new(IsOpenMetrics: true, QuotedNames: true);

    /// <exception cref="ExpositionException">The body is not valid.</exception>
    public static List<FamilyModel> ParseText(ReadOnlySpan<byte> body, bool quotedNames = false) =>
        Parse(quotedNames ? Text100 : Text004, LineScanner.Split(body));

    /// <exception cref="ExpositionException">The body is not valid.</exception>
    public static List<FamilyModel> ParseOpenMetrics(ReadOnlySpan<byte> body, bool quotedNames = false)
    {
        var lines = LineScanner.Split(body);
        if (lines.Length == 0 || lines[^1] != "# EOF")
        {
            throw new ExpositionException("The last line is not '# EOF'.");
        }

        return Parse(quotedNames ? QuotedOpenMetrics100 : OpenMetrics100, lines[..^1]);
    }

    private static List<FamilyModel> Parse(LineDialect dialect, string[] lines)
    {
        var families = new List<FamilyModel>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        LineFamily? open = null;
        for (var i = 0; i < lines.Length; i++)
        {
            var line = new LineScanner(lines[i], i + 1);
            if (line.TryTake("# "))
            {
                var keyword = TakeKeyword(line, dialect);
                var name = line.TakeFamilyName(dialect.QuotedNames);
                line.Take(" ");
                if (open?.Name != name)
                {
                    Close();
                    open = new LineFamily(dialect, name);
                }

                open.AddMetadata(line, keyword);
            }
            else
            {
                var sample = TakeSample(line, dialect);
                if (open?.Owns(sample.Name) != true)
                {
                    Close();
                    open = new LineFamily(dialect, sample.Name);
                }

                open.Add(sample);
            }
        }

        Close();
        return families;

        // What a reader cannot tell apart, or finds in two places, is an error.
        void Close()
        {
            if (open is null)
            {
                return;
            }

            foreach (var name in open.SampleNames.Append(open.Name).Distinct())
            {
                if (!names.Add(name))
                {
                    throw new ExpositionException($"The name '{name}' belongs to two families, or its family is not in one place.");
                }
            }

            families.Add(open.Finish());
        }
    }

    private static string TakeKeyword(LineScanner line, LineDialect dialect)
    {
        var keyword = line.TakeUntil(' ');
        line.Require(keyword is "HELP" or "TYPE" || (keyword == "UNIT" && dialect.IsOpenMetrics), "this is no line of metadata");
        line.Take(" ");
        return keyword;
    }

    private static SampleLine TakeSample(LineScanner line, LineDialect dialect)
    {
        var (name, labels) = line.TakeSeries(dialect.QuotedNames);
        line.Take(" ");
        var value = line.TakeUntil(' ');
        line.Require(LineScanner.ParseNumber(value) is not null, "the value is not a number");
        DateTimeOffset? timestamp = null;
        if (!line.Sees(" # ") && line.TryTake(" "))
        {
            timestamp = dialect.IsOpenMetrics ? line.TakeSeconds() : line.TakeMilliseconds();
        }

        var exemplar = dialect.IsOpenMetrics ? TakeExemplar(line, dialect) : null;
        line.End();
        return new SampleLine(line, name, labels, value, timestamp, exemplar);
    }

    private static ExemplarModel? TakeExemplar(LineScanner line, LineDialect dialect)
    {
        if (!line.TryTake(" # {"))
        {
            return null;
        }

        var labels = line.TakeLabels(dialect.QuotedNames);
        line.Take(" ");
        var value = line.TakeNumber(' ');
        var exemplar = new ExemplarModel(labels, value, line.TryTake(" ") ? line.TakeSeconds() : null);
        line.Require(exemplar.CodePoints <= 128, "an exemplar is longer than 128 code points");
        line.Require(
            labels.TrueForAll(label => !label.Value.Contains('\0', StringComparison.Ordinal)),
            "an exemplar has a NUL, for which Prometheus rejects the whole body");
        return exemplar;
    }
}
