namespace PrometheusMetrics.Tests.Exposition;

/// <summary>The files that are embedded in this assembly.</summary>
internal static class Resources
{
    public static string Text(string name) => Body.Decode(Bytes(name));

    public static byte[] Bytes(string name)
    {
        using var stream = typeof(Resources).Assembly.GetManifestResourceStream(name)!;
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
