using System.Text.RegularExpressions;
using PrometheusMetrics.EndToEnd.Infrastructure;

namespace PrometheusMetrics.EndToEnd.InfrastructureTests;

public sealed class SampleProcessTests
{
    [Fact]
    public async Task A_program_of_this_solution_runs_from_its_own_folder()
    {
        // The test program is such a program too: with its option for help it prints a text and ends.
        await using var sample = SampleProcess.Start("Metrics.EndToEnd.Tests", ["-?"]);

        await sample.WaitForLineAsync(new Regex("usage:", RegexOptions.IgnoreCase));

        await sample.WaitForExitAsync();
    }

    [Fact]
    public void A_program_that_was_not_built_is_named()
    {
        var failure = Assert.Throws<FileNotFoundException>(() => SampleProcess.PathOf("NoSuchSample"));

        Assert.Contains("NoSuchSample.dll", failure.Message, StringComparison.Ordinal);
    }
}
