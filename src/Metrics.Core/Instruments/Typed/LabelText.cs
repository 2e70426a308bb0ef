using System.Runtime.CompilerServices;

namespace PrometheusMetrics.Instruments;

/// <summary>Converts typed label values to text. Equal values have the same text, because a cache has one entry for all of them. Null, and
/// a value whose <see cref="object.ToString"/> returns null, are an empty text.</summary>
internal static class LabelText
{
    // 1.0 and 1.00 are equal: this format has no trailing zeros, and all of the up to 28 decimal places.
    private const string DecimalFormat = "0.############################";

    /// <summary>Returns the text of a label value.</summary>
    public static string Get(object? value)
    {
        if (value is string itself)
        {
            return itself;
        }

        var buffer = new LabelTextBuffer(stackalloc char[LabelTextBuffer.StackLength], stackalloc int[1], int.MaxValue);
        Append(value, ref buffer);
        var text = buffer.Texts[0].ToString();
        buffer.Dispose();
        return text;
    }

    /// <summary>Appends the text of a label value. Allocates nothing for strings, enums and the values of .NET that can be formatted into a
    /// span.</summary>
    /// <typeparam name="TValue">The type of the value, or <see cref="object"/>.</typeparam>
    /// <remarks>Optimised from the first call, because only optimised code tests the type of a value without boxing it.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Append<TValue>(TValue value, scoped ref LabelTextBuffer buffer)
    {
        switch (value)
        {
            case null:
                buffer.Append(default);
                break;
            case string text:
                buffer.Append(text);
                break;
            case bool flag:
                buffer.Append(flag ? "true" : "false");
                break;

            // Negative and positive zero are equal.
            case double number:
                buffer.AppendFormatted(number == 0 ? 0 : number);
                break;
            case float number:
                buffer.AppendFormatted(number == 0 ? 0 : number);
                break;
            case Half number:
                buffer.AppendFormatted(number == Half.Zero ? Half.Zero : number);
                break;
            case decimal number:
                buffer.AppendFormatted(number == 0 ? 0 : number, DecimalFormat);
                break;

            // Equal if they are the same instant, whatever the offset.
            case DateTimeOffset instant:
                buffer.AppendFormatted(instant.UtcDateTime, "O");
                break;

            // Equal whatever the kind.
            case DateTime time:
                buffer.AppendFormatted(DateTime.SpecifyKind(time, DateTimeKind.Unspecified), "O");
                break;

            // The general format of a date is American, and that of a time omits the seconds.
            case DateOnly date:
                buffer.AppendFormatted(date, "O");
                break;
            case TimeOnly time:
                buffer.AppendFormatted(time, "O");
                break;

            // Equal whatever the fragment and the user information.
            case Uri { IsAbsoluteUri: true } address:
                buffer.Append(address.GetComponents(UriComponents.SchemeAndServer | UriComponents.PathAndQuery, UriFormat.UriEscaped));
                break;
            default:
                buffer.AppendFormatted(value);
                break;
        }
    }
}
