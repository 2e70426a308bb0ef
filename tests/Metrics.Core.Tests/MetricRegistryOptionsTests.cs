namespace PrometheusMetrics.Tests;

/// <summary>A registry tells the options that it was created with, and nothing changes them afterwards.</summary>
public sealed class MetricRegistryOptionsTests
{
    [Fact]
    public void Every_option_is_told()
    {
        var options = new MetricRegistryOptions
        {
            FailOnCollectorError = true,
            CollectorTimeout = TimeSpan.FromSeconds(7),
            CollectorDurations = true,
            SeriesLimit = 7,
            LabelValueLengthLimit = 77,
            ExemplarsFromActivity = true,
            NameValidation = NameValidation.Utf8,
            Labels = new() { ["team"] = "red" },
            KeepCounterNames = true,
        };
        using var registry = new MetricRegistry(options);

        var told = registry.GetOptions();

        foreach (var property in typeof(MetricRegistryOptions).GetProperties())
        {
            Assert.Equal(property.GetValue(options), property.GetValue(told));
        }
    }

    [Fact]
    public void Neither_the_options_of_the_constructor_nor_those_that_are_told_change_the_registry()
    {
        var options = new MetricRegistryOptions { SeriesLimit = 7, Labels = new() { ["team"] = "red" } };
        using var registry = new MetricRegistry(options);

        options.SeriesLimit = 8;
        options.Labels["team"] = "blue";
        registry.GetOptions().SeriesLimit = 9;
        registry.GetOptions().Labels!["team"] = "green";

        Assert.Equal((7, "red"), (registry.GetOptions().SeriesLimit, registry.GetOptions().Labels!["team"]));
    }

    [Fact]
    public void Without_options_the_defaults_are_told() => Assert.Equal(10_000, new MetricRegistry().GetOptions().SeriesLimit);
}
