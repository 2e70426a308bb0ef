using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace PrometheusMetrics.Hosting;

/// <summary>Reads a list of numbers, written as a list or as one value with commas.</summary>
internal static class NumberList
{
    /// <returns>The error, or null if the list was read.</returns>
    public static string? Read(IConfigurationSection list, out double[] numbers) =>
        string.IsNullOrEmpty(list.Value) ? ReadItems(list, out numbers) : ReadText(list, list.Value, out numbers);

    private static string? ReadText(IConfigurationSection list, string text, out double[] numbers)
    {
        var parts = text.Split(',');
        numbers = new double[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!TryParse(parts[i], out numbers[i]))
            {
                return ConfigurationError.IsList(list, $"is '{ForeignText.Escape(text)}'");
            }
        }

        return null;
    }

    private static string? ReadItems(IConfigurationSection list, out double[] numbers)
    {
        numbers = [];
        List<double> read = [];
        foreach (var item in list.GetChildren())
        {
            if (!int.TryParse(item.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            {
                return ConfigurationError.IsList(list, $"has the key '{ForeignText.Escape(item.Key)}'");
            }

            if (item.GetChildren().Any())
            {
                return ConfigurationError.HasKeys(item);
            }

            if (string.IsNullOrEmpty(item.Value))
            {
                continue;
            }

            if (!TryParse(item.Value, out var number))
            {
                return ConfigurationError.HasOtherValue(item, "a number like 0.1");
            }

            read.Add(number);
        }

        numbers = [.. read];
        return null;
    }

    /// <summary>Parses one number. A comma is no part of it: 0,1 would be read as 1.</summary>
    public static bool TryParse(string text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
}
