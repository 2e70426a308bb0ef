using System.Globalization;

namespace PrometheusMetrics.Instruments;

/// <summary>Converts typed label values to text. Equal values have the same text, because a cache has one entry for all of them.</summary>
internal static class LabelText
{
    /// <summary>Returns the text of a label value.</summary>
    /// <param name="value">The value of a label.</param>
    /// <param name="label">The name of the label.</param>
    /// <param name="parameter">The name of the caller's parameter, for the exception.</param>
    /// <exception cref="ArgumentNullException">The value, or its text, is null.</exception>
    public static string Get(object? value, string label, string parameter)
    {
        var text = value switch
        {
            null => throw new ArgumentNullException(
                parameter, $"The value of the label '{label}' is null: use an empty string if there is none."),
            string itself => itself,
            bool flag => flag ? "true" : "false",

            // Negative and positive zero are equal.
            double number when number == 0 => "0",
            float number when number == 0 => "0",
            Half number when number == Half.Zero => "0",
            decimal number => OfDecimal(number),

            // Equal if they are the same instant, whatever the offset.
            DateTimeOffset instant => instant.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),

            // Equal whatever the kind.
            DateTime time => DateTime.SpecifyKind(time, DateTimeKind.Unspecified).ToString("O", CultureInfo.InvariantCulture),

            // The general format of a date is American, and that of a time omits the seconds.
            DateOnly date => date.ToString("O", CultureInfo.InvariantCulture),
            TimeOnly time => time.ToString("O", CultureInfo.InvariantCulture),

            // Equal whatever the fragment and the user information.
            Uri { IsAbsoluteUri: true } address =>
                address.GetComponents(UriComponents.SchemeAndServer | UriComponents.PathAndQuery, UriFormat.UriEscaped),
            IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString(),
        };
        return text
            ?? throw new ArgumentNullException(
                parameter, $"The text of a {value.GetType().Name} for the label '{label}' is null: return a text from ToString.");
    }

    // 1.0 and 1.00 are equal: this format has no trailing zeros, and all of the up to 28 decimal places.
    private static string OfDecimal(decimal number) =>
        number == 0 ? "0" : number.ToString("0.############################", CultureInfo.InvariantCulture);
}
