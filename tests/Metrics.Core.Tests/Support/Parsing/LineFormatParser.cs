namespace PrometheusMetrics.Tests.Support.Parsing;

/// <summary>Parses bodies in text 0.0.4 and 1.0.0, OpenMetrics 1.0 and 2.0, and accepts only what such a format's strictest readers accept
/// and what this project decided. It shares no code with the writers.</summary>
internal static class LineFormatParser
{
    /// <exception cref="ExpositionException">The body is not valid.</exception>
    public static List<FamilyModel> ParseText(ReadOnlySpan<byte> body, bool quotedNames = false) =>
        Parse(new LineDialect(LineVersion.Text, quotedNames), LineScanner.Split(body));

    /// <exception cref="ExpositionException">The body is not valid.</exception>
    public static List<FamilyModel> ParseOpenMetrics(ReadOnlySpan<byte> body, bool quotedNames = false) =>
        Parse(new LineDialect(LineVersion.OpenMetrics1, quotedNames), SplitToEnd(body));

    /// <exception cref="ExpositionException">The body is not valid.</exception>
    public static List<FamilyModel> ParseOpenMetrics2(ReadOnlySpan<byte> body, bool quotedNames = false) =>
        Parse(new LineDialect(LineVersion.OpenMetrics2, quotedNames), SplitToEnd(body));

    private static string[] SplitToEnd(ReadOnlySpan<byte> body)
    {
        var lines = LineScanner.Split(body);
        return lines is [.. var before, "# EOF"] ? before : throw new ExpositionException("The last line is not '# EOF'.");
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
        line.Require(
            LineScanner.ParseNumber(value) is not null || (dialect.HasComposites && value.StartsWith('{')), "the value is not a number");
        DateTimeOffset? timestamp = null;
        if (!line.Sees(" # ") && !line.Sees(" st@") && line.TryTake(" "))
        {
            timestamp = dialect.IsOpenMetrics ? line.TakeSeconds() : line.TakeMilliseconds();
        }

        DateTimeOffset? created = dialect.HasComposites && line.TryTake(" st@") ? line.TakeSeconds() : null;
        var exemplars = new List<ExemplarModel>();
        while (dialect.IsOpenMetrics && line.TryTake(" # {"))
        {
            exemplars.Add(TakeExemplar(line, dialect));
        }

        line.Require(exemplars.Count <= 1 || dialect.HasComposites, "a line has two exemplars");
        line.End();
        return new SampleLine(line, name, labels, value, timestamp, created, exemplars);
    }

    private static ExemplarModel TakeExemplar(LineScanner line, LineDialect dialect)
    {
        var labels = line.TakeLabels(dialect.QuotedNames);
        line.Take(" ");
        var value = line.TakeNumber(' ');
        var exemplar = new ExemplarModel(labels, value, line.TryTake(" ") ? line.TakeSeconds() : null);
        line.Require(exemplar.Time is not null || !dialect.HasComposites, "an exemplar has no timestamp");
        line.Require(exemplar.CodePoints <= 128, "an exemplar is longer than 128 code points");
        line.Require(
            labels.TrueForAll(label => !label.Value.Contains('\0', StringComparison.Ordinal)),
            "an exemplar has a NUL, for which Prometheus rejects the whole body");
        return exemplar;
    }
}
