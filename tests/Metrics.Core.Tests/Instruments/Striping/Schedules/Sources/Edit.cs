namespace PrometheusMetrics.Tests.Instruments.Striping.Schedules;

/// <summary>A change of one place in the sources before they are compiled for schedules.</summary>
/// <param name="File">The name of the file.</param>
/// <param name="Find">What is in the file once.</param>
/// <param name="Replace">What takes its place.</param>
internal sealed record Edit(string File, string Find, string Replace)
{
    public string Apply(string text)
    {
        var parts = text.Split(Find);
        return parts.Length == 2
            ? string.Join(Replace, parts)
            : throw new InvalidOperationException($"{File} has {parts.Length - 1} times: {Find}");
    }
}
