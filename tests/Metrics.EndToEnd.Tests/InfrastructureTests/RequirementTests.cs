using PrometheusMetrics.EndToEnd.Infrastructure;

namespace PrometheusMetrics.EndToEnd.InfrastructureTests;

public sealed class RequirementTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("required")]
    public void What_is_there_is_used(string? switchValue)
    {
        Assert.Equal(Verdict.Run, Requirement.Decide(isThere: true, switchValue));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("no")]
    public void A_missing_server_skips_the_test(string? switchValue)
    {
        Assert.Equal(Verdict.Skip, Requirement.Decide(isThere: false, switchValue));
    }

    [Theory]
    [InlineData("required")]
    [InlineData(" Required ")]
    public void A_missing_server_fails_the_test_where_servers_are_required(string switchValue)
    {
        Assert.Equal(Verdict.Fail, Requirement.Decide(isThere: false, switchValue));
    }

    [Fact]
    public void The_message_says_what_is_missing_and_how_to_get_it()
    {
        var message = Requirement.Explain("the program 'prometheus'");

        Assert.Contains("'prometheus'", message, StringComparison.Ordinal);
        Assert.Contains("./eng/install-test-servers.sh", message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_message_about_a_newer_release_says_which_one_and_how_to_get_it()
    {
        var message = Requirement.ExplainNewer("prometheus", "sid", "/cache");

        Assert.Contains("'prometheus' of Debian sid, which is not in /cache", message, StringComparison.Ordinal);
        Assert.Contains("./eng/fetch-newer-servers.sh", message, StringComparison.Ordinal);
    }
}
