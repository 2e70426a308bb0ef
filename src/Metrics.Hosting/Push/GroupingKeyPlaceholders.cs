using System.Globalization;
using System.Text;
using Microsoft.Extensions.Hosting;

namespace PrometheusMetrics.Hosting;

/// <summary>Replaces the placeholders in the values of a grouping key.</summary>
internal sealed class GroupingKeyPlaceholders(IHostEnvironment? environment)
{
    private const string Advice = "use {MachineName}, {ProcessId} or {EnvironmentName}, and write a brace twice: {{ or }}";

    /// <exception cref="FormatException">There is a lone brace or another placeholder. The message does not repeat the value.</exception>
    public string Expand(string value)
    {
        var result = new StringBuilder(value.Length);
        for (var i = 0; i < value.Length; i++)
        {
            var letter = value[i];
            if (letter is not ('{' or '}'))
            {
                result.Append(letter);
            }
            else if (i + 1 < value.Length && value[i + 1] == letter)
            {
                result.Append(letter);
                i++;
            }
            else
            {
                var end = letter == '{' ? value.AsSpan(i).IndexOf('}') : -1;
                if (end < 0)
                {
                    throw new FormatException($"has a lone '{letter}': {Advice}");
                }

                result.Append(Resolve(value.Substring(i + 1, end - 1)));
                i += end;
            }
        }

        return result.ToString();
    }

    private string Resolve(string placeholder) => placeholder switch
    {
        "MachineName" => Environment.MachineName,
        "ProcessId" => Environment.ProcessId.ToString(CultureInfo.InvariantCulture),
        "EnvironmentName" => environment?.EnvironmentName
            ?? throw new FormatException("has the placeholder {EnvironmentName}, but there is no IHostEnvironment: write the name"),
        _ => throw new FormatException($"has the unknown placeholder '{{{ForeignText.Escape(placeholder)}}}': {Advice}"),
    };
}
