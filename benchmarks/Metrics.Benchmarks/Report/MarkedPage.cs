namespace PrometheusMetrics.Benchmarks.Report;

/// <summary>A Markdown page in which the text between two markers is generated.</summary>
internal sealed class MarkedPage
{
    private const string Start = "<!-- measured -->";
    private const string End = "<!-- /measured -->";

    private readonly string _path;
    private readonly string _before;
    private readonly string _after;

    private MarkedPage(string path, string before, string after)
    {
        _path = path;
        _before = before;
        _after = after;
    }

    /// <summary>Reads a page.</summary>
    /// <exception cref="InvalidDataException">The page does not contain the markers.</exception>
    public static MarkedPage Read(string path)
    {
        var text = File.ReadAllText(path);
        var start = text.IndexOf(Start, StringComparison.Ordinal);
        var end = text.IndexOf(End, StringComparison.Ordinal);
        if (start < 0 || end < start)
        {
            throw new InvalidDataException($"{path} must contain the lines {Start} and {End}: the text between them is replaced.");
        }

        return new MarkedPage(path, text[..(start + Start.Length)], text[end..]);
    }

    /// <summary>Writes the page with another text between the markers.</summary>
    public void Replace(string text) => File.WriteAllText(_path, $"{_before}\n\n{text}\n\n{_after}");
}
