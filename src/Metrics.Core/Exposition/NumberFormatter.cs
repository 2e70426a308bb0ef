using System.Globalization;

namespace PrometheusMetrics.Exposition;

/// <summary>Formats the numbers of the line formats. Each method needs a destination of <see cref="MaxLength"/> bytes and returns the
/// length written.</summary>
internal static class NumberFormatter
{
    /// <summary>More than the length of any number: -1.7976931348623157e+308 has 24 characters.</summary>
    public const int MaxLength = 32;

    // Of the fraction of a second.
    private const int TicksDigits = 7;

    private const double FirstInexactInteger = 9007199254740992;

    /// <summary>Returns whether a number is an integer below 2^53, whose text is found fast.</summary>
    public static bool IsExactInteger(double value) => value is > -FirstInexactInteger and < FirstInexactInteger && (long)value == value;

    /// <summary>Writes a sample value: the shortest digits that parse to the same double, without an exponent for integers below
    /// 2^53.</summary>
    public static int Write(double value, Span<byte> destination)
    {
        if (IsExactInteger(value))
        {
            return Write((long)value, destination);
        }

        return double.IsFinite(value) ? WriteShortest(value, destination) : WriteSpecial(value, destination);
    }

    /// <summary>Writes a count.</summary>
    public static int Write(long value, Span<byte> destination)
    {
        value.TryFormat(destination, out var length, default, CultureInfo.InvariantCulture);
        return length;
    }

    /// <summary>Writes the value of <c>le</c> or <c>quantile</c>. It is part of the identity of a series and therefore formatted as by
    /// every other client library: with an exponent below 1e-04 and from 1e+06 on. Source: OpenMetrics 1.0, "Considerations: Canonical
    /// Numbers".</summary>
    /// <param name="value">The number.</param>
    /// <param name="trailingZero">Whether <c>.0</c> is appended to a number without point and exponent, as OpenMetrics requires.</param>
    /// <param name="destination">The span that receives the text.</param>
    public static int WriteCanonical(double value, bool trailingZero, Span<byte> destination)
    {
        if (!double.IsFinite(value))
        {
            return WriteSpecial(value, destination);
        }

        Span<byte> digits = stackalloc byte[MaxLength];
        var count = ReadDigits(Math.Abs(value), digits, out var exponent);
        digits = digits[..count];
        var length = 0;
        if (value < 0)
        {
            destination[length++] = (byte)'-';
        }

        destination = destination[length..];
        return length + (exponent is < -4 or >= 6
            ? FormatExponent(digits, exponent, destination)
            : FormatFixed(digits, exponent, trailingZero, destination));
    }

    /// <summary>Writes the seconds since 1970, with the whole fraction of the time, without an exponent.</summary>
    public static int WriteUnixSeconds(DateTimeOffset time, Span<byte> destination)
    {
        var ticks = time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks;
        var length = 0;
        if (ticks < 0)
        {
            destination[length++] = (byte)'-';
        }

        var (seconds, fraction) = Math.DivRem(Math.Abs(ticks), TimeSpan.TicksPerSecond);
        length += Write(seconds, destination[length..]);
        return fraction == 0 ? length : length + WriteFraction(fraction, destination[length..]);
    }

    // In OpenMetrics 2.0, each counter has a time.
    private static int WriteFraction(long ticks, Span<byte> destination)
    {
        var digits = TicksDigits;
        for (; ticks % 10 == 0; ticks /= 10)
        {
            digits--;
        }

        destination[0] = (byte)'.';
        for (var i = digits; i > 0; i--, ticks /= 10)
        {
            destination[i] = (byte)('0' + (ticks % 10));
        }

        return digits + 1;
    }

    private static int WriteSpecial(double value, Span<byte> destination)
    {
        var text = double.IsNaN(value) ? "NaN"u8 : value > 0 ? "+Inf"u8 : "-Inf"u8;
        text.CopyTo(destination);
        return text.Length;
    }

    private static int WriteShortest(double value, Span<byte> destination)
    {
        value.TryFormat(destination, out var length, default, CultureInfo.InvariantCulture);
        var exponent = destination[..length].IndexOf((byte)'E');
        if (exponent >= 0)
        {
            destination[exponent] = (byte)'e';
        }

        return length;
    }

    // The shortest digits d1..dn and the exponent x, so that the value is d1.d2..dn * 10^x.
    private static int ReadDigits(double value, Span<byte> digits, out int exponent)
    {
        Span<byte> buffer = stackalloc byte[MaxLength];
        var text = buffer[..WriteShortest(value, buffer)];
        var e = text.IndexOf((byte)'e');
        exponent = e < 0 ? 0 : int.Parse(text[(e + 1)..], CultureInfo.InvariantCulture);
        text = e < 0 ? text : text[..e];

        var point = text.IndexOf((byte)'.');
        exponent += (point < 0 ? text.Length : point) - 1;
        var count = 0;
        foreach (var c in text)
        {
            if (c == '0' && count == 0)
            {
                exponent--;
            }
            else if (c != '.')
            {
                digits[count++] = c;
            }
        }

        count = digits[..count].TrimEnd((byte)'0').Length;
        exponent = count == 0 ? 0 : exponent;
        return count;
    }

    private static int FormatExponent(ReadOnlySpan<byte> digits, int exponent, Span<byte> destination)
    {
        var length = 0;
        destination[length++] = digits[0];
        if (digits.Length > 1)
        {
            destination[length++] = (byte)'.';
            digits[1..].CopyTo(destination[length..]);
            length += digits.Length - 1;
        }

        destination[length++] = (byte)'e';
        destination[length++] = exponent < 0 ? (byte)'-' : (byte)'+';
        Math.Abs(exponent).TryFormat(destination[length..], out var written, "D2", CultureInfo.InvariantCulture);
        return length + written;
    }

    private static int FormatFixed(ReadOnlySpan<byte> digits, int exponent, bool trailingZero, Span<byte> destination)
    {
        var length = 0;
        var lastPosition = Math.Min(exponent - digits.Length + 1, 0);
        for (var position = Math.Max(exponent, 0); position >= lastPosition; position--)
        {
            if (position == -1)
            {
                destination[length++] = (byte)'.';
            }

            var index = exponent - position;
            destination[length++] = index >= 0 && index < digits.Length ? digits[index] : (byte)'0';
        }

        if (trailingZero && !destination[..length].Contains((byte)'.'))
        {
            ".0"u8.CopyTo(destination[length..]);
            length += 2;
        }

        return length;
    }
}
