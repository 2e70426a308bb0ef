using System.Globalization;

namespace PrometheusMetrics.Instruments;

/// <summary>The text of a typed label value. Equal values have the same text, because one of them stands for all in a cache.</summary>
internal static class LabelText
{
    /// <param name="value">The value of a label.</param>
    /// <param name="label">The name of the label.</param>
    /// <param name="parameter">What the caller calls its label values.</param>
    /// <exception cref="ArgumentNullException">The value, or its text, is null.</exception>
    public static string Get(object? value, string label, string parameter)
    {
        var text = value switch
        {
            null => throw new ArgumentNullException(
                parameter, $"The value of the label '{label}' is null: give one, such as an empty string."),
            string itself => itself,
            bool flag => flag ? "true" : "false",

            // The negative zero and the positive one are equal.
            double number when number == 0 => "0",
            float number when number == 0 => "0",
            Half number when number == Half.Zero => "0",
            decimal number => OfDecimal(number),

            // Equal if they mean the same instant, whatever the offset.
            DateTimeOffset instant => instant.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),

            // Equal whatever the kind.
            DateTime time => DateTime.SpecifyKind(time, DateTimeKind.Unspecified).ToString("O", CultureInfo.InvariantCulture),

            // Their general formats leave out what tells neighbours apart, or are American.
            DateOnly date => date.ToString("O", CultureInfo.InvariantCulture),
            TimeOnly time => time.ToString("O", CultureInfo.InvariantCulture),
            // Equal whatever the fragment and the user.
            Uri { IsAbsoluteUri: true } address => address.GetComponents(UriComponents.SchemeAndServer | UriComponents.PathAndQuery, UriFormat.UriEscaped),
            IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString(),
        };
        return text
            ?? throw new ArgumentNullException(
                parameter, $"The text of a {value.GetType().Name} for the label '{label}' is null: let its ToString return a text.");
    }

    // 1.0 and 1.00 are equal: this form has no zeros at the end, and room for all digits that there can be behind the point.
    private static string OfDecimal(decimal number) =>
        number == 0 ? "0" : number.ToString("0.############################", CultureInfo.InvariantCulture);
}
