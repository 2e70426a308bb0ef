namespace PrometheusMetrics.Instruments;

/// <summary>Creates the exceptions for invalid options. Their parameter name is that of the public methods: <c>options</c>.</summary>
internal static class InvalidOption
{
    private const string Parameter = "options";

    public static ArgumentOutOfRangeException OutOfRange(object? actual, string message) => OutOfRange(Parameter, actual, message);

    public static ArgumentException Invalid(string message) => Invalid(Parameter, message);

    private static ArgumentOutOfRangeException OutOfRange(string parameter, object? actual, string message) =>
        new(parameter, actual, message);

    private static ArgumentException Invalid(string parameter, string message) => new(message, parameter);
}
