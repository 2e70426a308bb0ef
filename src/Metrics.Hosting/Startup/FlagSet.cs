using System.Numerics;
using Microsoft.Extensions.Configuration;

namespace PrometheusMetrics.Hosting;

/// <summary>Reads a set of flags, written as <c>true</c> or <c>false</c> for all of them, as a section with <c>true</c> or <c>false</c> for
/// some, or as both, from different configuration sources: then the section counts after the value.</summary>
internal static class FlagSet
{
    /// <param name="key">The key.</param>
    /// <param name="flags">The flags, which are changed. Those that are not named stay as they are.</param>
    /// <returns>The error, or null if the flags were read.</returns>
    public static string? Read<TFlags>(IConfigurationSection key, ref TFlags flags)
        where TFlags : struct, Enum
    {
        var known = ListFlags<TFlags>();
        var set = ToBits(flags);
        var all = known.Values.Aggregate(0UL, (sum, flag) => sum | flag);
        if (ReadValue(key, all, ConfigurationError.DescribeFlags(key, known.Keys), ref set) is { } error)
        {
            return error;
        }

        // A name of several flags counts before the single flags.
        List<string> errors = [];
        foreach (var child in key.GetChildren().OrderByDescending(child => BitOperations.PopCount(known.GetValueOrDefault(child.Key))))
        {
            var childError = !known.TryGetValue(child.Key, out var flag) ? DescribeUnknown(child, known.Keys)
                : child.GetChildren().Any() ? ConfigurationError.HasKeys(child)
                : ReadValue(child, flag, "true or false", ref set);
            if (childError is not null)
            {
                errors.Add(childError);
            }
        }

        flags = (TFlags)Enum.ToObject(typeof(TFlags), set);
        return errors.Count > 0 ? string.Join(' ', errors) : null;
    }

    // Without the name of no flag at all: neither true nor false would mean anything.
    private static OrderedDictionary<string, ulong> ListFlags<TFlags>()
        where TFlags : struct, Enum
    {
        var flags = new OrderedDictionary<string, ulong>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in Enum.GetNames<TFlags>())
        {
            if (ToBits(Enum.Parse<TFlags>(name)) is not 0 and var flag)
            {
                flags.Add(name, flag);
            }
        }

        return flags;
    }

    private static ulong ToBits<TFlags>(TFlags flags)
        where TFlags : struct, Enum => typeof(TFlags).GetEnumUnderlyingType() == typeof(ulong)
            ? Convert.ToUInt64(flags, null)
            : unchecked((ulong)Convert.ToInt64(flags, null));

    private static string? ReadValue(IConfigurationSection key, ulong flag, string expected, ref ulong set)
    {
        if (string.IsNullOrEmpty(key.Value))
        {
            return null;
        }

        if (!bool.TryParse(key.Value, out var isSet))
        {
            return ConfigurationError.HasOtherValue(key, expected);
        }

        set = isSet ? set | flag : set & ~flag;
        return null;
    }

    private static string DescribeUnknown(IConfigurationSection child, IEnumerable<string> known) =>
        ConfigurationError.UnknownOption(child, NearName.Find(child.Key, known), $"Known options are {string.Join(", ", known)}.");
}
