using System.Text;
using System.Text.Json;
using PrometheusMetrics.Pushgateway;

namespace PrometheusMetrics.Tests.Pushgateway;

/// <summary>The bounds within which a group of a gateway has a lease.</summary>
public class PushgatewayGroupReaderTests
{
    // The names job and path have 7 characters, the job has 1. A key that lost a label would be that of another group.
    [Theory]
    [InlineData(4088, true)]
    [InlineData(4089, false)]
    public async Task A_key_of_4096_characters_is_kept_whole_and_a_longer_one_is_not_kept(int length, bool isKept)
    {
        var path = new string('x', length);

        var group = await ReadOneAsync(Group(labels: $$"""{"job":"a","path":"{{path}}"}"""));

        Assert.Equal(isKept ? path : null, group?.GroupingKey["path"]);
    }

    [Theory]
    [InlineData("1", 1)]
    [InlineData("1.7672256e+09", 1_767_225_600)]
    [InlineData("253402300799", 253_402_300_799)]
    public async Task A_time_of_a_push_is_from_1970_to_9999(string seconds, long expected) =>
        Assert.Equal(expected, (await ReadOneAsync(Group(pushTime: seconds)))?.LastPush.ToUnixTimeSeconds());

    // 0 stands for no successful push.
    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("NaN")]
    [InlineData("253402300800")]
    public async Task What_is_no_time_of_a_push_keeps_its_group(string seconds) =>
        Assert.Null(await ReadOneAsync(Group(pushTime: seconds)));

    [Theory]
    [InlineData("31622400", 366)]
    [InlineData("31622401", null)]
    public async Task A_lease_is_at_most_366_days_long(string seconds, int? days) =>
        Assert.Equal(days, (await ReadOneAsync(Group(lease: seconds)))?.Lease.TotalDays);

    [Theory]
    [InlineData("""{"status":"error","data":[]}""")]
    [InlineData("""{"data":[]}""")]
    public async Task An_answer_without_success_says_so(string json) => Assert.Equal(
        "It has no status \"success\".", (await Assert.ThrowsAsync<JsonException>(() => ReadAsync(json))).Message);

    [Fact]
    public async Task A_text_may_have_almost_1_MB()
    {
        var text = new string('x', 1_000_000);

        Assert.NotNull(await ReadOneAsync(Group(help: text)));
        Assert.Equal(
            "It has a text of more than 1 MB.",
            (await Assert.ThrowsAsync<JsonException>(() => ReadAsync(Group(help: text + text[..100_000])))).Message);
    }

    private static string Group(
        string labels = """{"job":"a"}""", string pushTime = "1.7e9", string lease = "60", string help = "A text.") =>
        $$$"""
        {"status":"success","data":[{"labels":{{{labels}}},
          "push_time_seconds":{"type":"GAUGE","help":"{{{help}}}","metrics":[{"labels":{},"value":"{{{pushTime}}}"}]},
          "metrics_push_lease_seconds":{"type":"GAUGE","metrics":[{"labels":{},"value":"{{{lease}}}"}]}}]}
        """;

    private static async Task<PushgatewayGroup?> ReadOneAsync(string json) => Assert.Single(await ReadAsync(json));

    private static async Task<List<PushgatewayGroup?>> ReadAsync(string json)
    {
        List<PushgatewayGroup?> groups = [];
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
        await new PushgatewayGroupReader(groups.Add).ReadAsync(stream, TestContext.Current.CancellationToken);
        return groups;
    }
}
