using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace PrometheusMetrics.Hosting;

/// <summary>Reads a list of texts, written as a list or as one value with commas. Items that are empty are left out.</summary>
internal static class TextList
{
    private const StringSplitOptions NotEmpty = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;

    /// <returns>The error, or null if the list was read.</returns>
    public static string? Read(IConfigurationSection list, out string[] texts)
    {
        if (!string.IsNullOrEmpty(list.Value))
        {
            texts = list.Value.Split(',', NotEmpty);
            return null;
        }

        texts = [];
        List<string> read = [];
        foreach (var item in list.GetChildren())
        {
            if (!int.TryParse(item.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            {
                return ConfigurationError.IsTextList(list, item.Key);
            }

            if (item.GetChildren().Any())
            {
                return ConfigurationError.HasKeys(item);
            }

            if (!string.IsNullOrWhiteSpace(item.Value))
            {
                read.Add(item.Value.Trim());
            }
        }

        texts = [.. read];
        return null;
    }
}
