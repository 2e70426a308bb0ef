using System.Globalization;
using System.Text;

namespace PrometheusMetrics.Tests.Exposition.RoundTrips;

/// <summary>A body that was given to a Prometheus 2.42, and whether it accepted the scrape.</summary>
internal sealed record ServerCase(string Name, byte[] Body, bool Accepted)
{
    /// <summary>The cases that are about the body, and not about status or headers.</summary>
    public static IReadOnlyList<ServerCase> All { get; } = [.. Read()];

    private static IEnumerable<ServerCase> Read()
    {
        using var stream = typeof(ServerCase).Assembly.GetManifestResourceStream("Fixtures/prometheus242")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        for (reader.ReadLine(); reader.ReadLine() is { } line;)
        {
            var cells = line.Split('\t');
            if (cells[1] == "200" && cells[3] == "None")
            {
                // With its feature for native histograms on, the server accepts more.
                yield return new ServerCase(cells[0], Unquote(cells[4]), cells[5] == "up" || cells[7] == "up");
            }
        }
    }

    // The bodies are literals of Python: b'...'.
    private static byte[] Unquote(string literal)
    {
        var bytes = new List<byte>();
        for (var i = 2; i < literal.Length - 1; i++)
        {
            if (literal[i] != '\\')
            {
                bytes.Add((byte)literal[i]);
                continue;
            }

            i++;
            bytes.Add(literal[i] switch
            {
                'n' => (byte)'\n',
                'r' => (byte)'\r',
                't' => (byte)'\t',
                'x' => byte.Parse(literal.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
                var other => (byte)other,
            });
            i += literal[i] == 'x' ? 2 : 0;
        }

        return [.. bytes];
    }
}
