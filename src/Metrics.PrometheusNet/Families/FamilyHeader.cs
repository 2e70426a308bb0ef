using System.Text;

namespace PrometheusMetrics.PrometheusNet;

/// <summary>The lines <c># HELP</c> and <c># TYPE</c> of a family.</summary>
internal readonly ref struct FamilyHeader
{
    private FamilyHeader(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name, ReadOnlySpan<byte> help, ReadOnlySpan<byte> type)
    {
        Text = text;
        Name = name;
        Help = help;
        Type = type;
    }

    /// <summary>Both lines.</summary>
    public ReadOnlySpan<byte> Text { get; }

    public ReadOnlySpan<byte> Name { get; }

    public ReadOnlySpan<byte> Help { get; }

    public ReadOnlySpan<byte> Type { get; }

    private static ReadOnlySpan<byte> HelpPrefix => "# HELP "u8;

    private static ReadOnlySpan<byte> TypePrefix => "\n# TYPE "u8;

    /// <summary>Reads the header at the beginning of a family. The help is not escaped, and may have line breaks.</summary>
    /// <exception cref="FormatException">There is none.</exception>
    public static FamilyHeader Read(ReadOnlySpan<byte> family)
    {
        var name = ReadName(family);
        var helpStart = HelpPrefix.Length + name.Length + 1;
        for (var i = helpStart - 1; i < family.Length; i++)
        {
            var found = family[i..].IndexOf(TypePrefix);
            if (found < 0)
            {
                break;
            }

            i += found;
            var typeLine = family[(i + TypePrefix.Length)..];
            var end = typeLine.IndexOf((byte)'\n');
            if (i >= helpStart && end > name.Length && typeLine.StartsWith(name) && typeLine[name.Length] == ' ')
            {
                var length = i + TypePrefix.Length + end + 1;
                return new FamilyHeader(family[..length], name, family[helpStart..i], typeLine[(name.Length + 1)..end]);
            }
        }

        throw new FormatException("Its type is not where prometheus-net writes it. The help text may contain line breaks.");
    }

    /// <summary>Returns the name of a family whose header may be illegible, for a message.</summary>
    public static string DescribeName(ReadOnlySpan<byte> family) => Encoding.UTF8.GetString(ReadName(family));

    private static ReadOnlySpan<byte> ReadName(ReadOnlySpan<byte> family)
    {
        var line = family.StartsWith(HelpPrefix) ? family[HelpPrefix.Length..] : family;
        var end = line.IndexOfAny((byte)' ', (byte)'\n');
        return end < 0 ? line : line[..end];
    }
}
