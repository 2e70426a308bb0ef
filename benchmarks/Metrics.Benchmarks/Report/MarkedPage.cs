namespace PrometheusMetrics.Benchmarks.Report;

/// <summary>A Markdown page in which the text between two markers is generated. A page may have several such parts.</summary>
internal sealed class MarkedPage
{
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
    /// <param name="path">The path of the page.</param>
    /// <param name="part">The name of the part, which its markers contain.</param>
    /// <exception cref="InvalidDataException">The page does not contain the markers.</exception>
    public static MarkedPage Read(string path, string part)
    {
        var startMarker = $"<!-- measured: {part} -->";
        var endMarker = $"<!-- /measured: {part} -->";
        var text = File.ReadAllText(path);
        var start = text.IndexOf(startMarker, StringComparison.Ordinal);
        var end = text.IndexOf(endMarker, StringComparison.Ordinal);
        if (start < 0 || end < start)
        {
            throw new InvalidDataException(
                $"{path} must contain the lines {startMarker} and {endMarker}: the text between them is replaced.");
        }

        return new MarkedPage(path, text[..(start + startMarker.Length)], text[end..]);
    }

    /// <summary>Writes the page with another text between the markers.</summary>
    public void Replace(string text) => File.WriteAllText(_path, $"{_before}\n\n{text}\n\n{_after}");
}
