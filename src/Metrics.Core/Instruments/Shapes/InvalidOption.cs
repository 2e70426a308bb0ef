namespace PrometheusMetrics.Instruments;

/// <summary>The exceptions for options that are checked where the parameter that they came in is not at hand: users know it as <c>options</c>.</summary>
internal static class InvalidOption
{
    private const string Parameter = "options";

    public static ArgumentOutOfRangeException OutOfRange(object? actual, string message) => OutOfRange(Parameter, actual, message);

    public static ArgumentException Refused(string message) => Refused(Parameter, message);

    private static ArgumentOutOfRangeException OutOfRange(string parameter, object? actual, string message) => new(parameter, actual, message);

    private static ArgumentException Refused(string parameter, string message) => new(message, parameter);
}
