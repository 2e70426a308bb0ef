using System.Text;
using PrometheusMetrics.Pushgateway;

namespace PrometheusMetrics.Tests.Pushgateway;

public class PushgatewayTargetTests
{
    // R-312, R-329: no instance label unless one is asked for.
    [Fact]
    public void The_job_names_the_group() => Assert.Equal("http://h:9091/metrics/job/a", Address("a"));

    // R-312
    [Fact]
    public void The_grouping_key_follows_the_job() =>
        Assert.Equal("http://h:9091/metrics/job/a/instance/i1", Address("a", ("instance", "i1")));

    // R-313, R-314
    [Theory]
    [InlineData("http://h:9091", "http://h:9091/metrics/job/a")]
    [InlineData("http://h:9091/", "http://h:9091/metrics/job/a")]
    [InlineData("http://h:9091//", "http://h:9091/metrics/job/a")]
    [InlineData("http://h:9091/pgw/", "http://h:9091/pgw/metrics/job/a")]
    [InlineData("http://h:9091/pgw/deep", "http://h:9091/pgw/deep/metrics/job/a")]
    [InlineData("http://h:9091/p%20g%2Fw", "http://h:9091/p%20g%2Fw/metrics/job/a")]
    [InlineData("h:9091", "http://h:9091/metrics/job/a")]
    [InlineData("h", "http://h/metrics/job/a")]
    [InlineData("h/pgw", "http://h/pgw/metrics/job/a")]
    [InlineData("https://h", "https://h/metrics/job/a")]
    [InlineData("HTTPS://H", "https://h/metrics/job/a")]
    [InlineData("https://h:443", "https://h/metrics/job/a")]
    [InlineData("http://[::1]:9091", "http://[::1]:9091/metrics/job/a")]
    [InlineData(" http://h ", "http://h/metrics/job/a")]
    public void The_endpoint_may_have_a_path_and_lack_a_scheme(string endpoint, string address) =>
        Assert.Equal(address, new PushgatewayTarget(endpoint, "a").Address.AbsoluteUri);

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("http://")]
    [InlineData("://h")]
    [InlineData("not an address")]
    [InlineData("http://h:port")]
    [InlineData("ftp://h")]
    [InlineData("file:///metrics")]
    [InlineData("http://h?job=a")]
    [InlineData("http://h#a")]
    public void Another_endpoint_is_refused(string endpoint) =>
        Assert.Throws<ArgumentException>(nameof(endpoint), () => new PushgatewayTarget(endpoint, "a"));

    [Theory]
    [InlineData("not an address", "is not an address: write it like 'http://pushgateway:9091'")]
    [InlineData("ftp://h", "scheme is 'ftp': use http or https")]
    [InlineData("http://h?job=a", "has a query or fragment: write the gateway's address only, like 'http://pushgateway:9091'")]
    public void The_exception_for_an_endpoint_says_what_to_write(string endpoint, string words)
    {
        var refusal = Assert.Throws<ArgumentException>(() => new PushgatewayTarget(endpoint, "a"));

        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
    }

    // R-315, R-323
    [Fact]
    public void A_job_is_wanted()
    {
        Assert.Throws<ArgumentException>(() => new PushgatewayTarget("h", "a", ("b", "1"), (null!, "2")));
        Assert.Throws<ArgumentException>("job", () => new PushgatewayTarget("h", ""));
        Assert.Throws<ArgumentNullException>("job", () => new PushgatewayTarget("h", null!));
        Assert.Throws<ArgumentNullException>("endpoint", () => new PushgatewayTarget(null!, "a"));
    }

    [Theory]
    [InlineData("x", "zone/x")] // R-320
    [InlineData("A-z_0.9~", "zone/A-z_0.9~")]
    [InlineData("a b", "zone@base64/YSBi")] // R-318
    [InlineData("my job", "zone@base64/bXkgam9i")]
    [InlineData("ä", "zone@base64/w6Q")] // R-319
    [InlineData("Πρ", "zone@base64/zqDPgQ")]
    [InlineData("🙂", "zone@base64/8J-Zgg")]
    [InlineData("a+b", "zone@base64/YSti")]
    [InlineData("a/b", "zone@base64/YS9i")] // R-316
    [InlineData("a%b", "zone@base64/YSVi")]
    [InlineData("a?b", "zone@base64/YT9i")]
    [InlineData("a#b", "zone@base64/YSNi")]
    [InlineData("a\\b", "zone@base64/YVxi")]
    [InlineData("a@b", "zone@base64/YUBi")]
    [InlineData("a\nb", "zone@base64/YQpi")]
    [InlineData("\0", "zone@base64/AA")]
    [InlineData("", "zone@base64/=")] // R-317
    [InlineData(".", "zone@base64/Lg")] // R-316
    [InlineData("..", "zone@base64/Li4")]
    [InlineData("...", "zone/...")]
    [InlineData("a.", "zone/a.")]
    [InlineData(".a", "zone/.a")]
    [InlineData("/var/tmp", "zone@base64/L3Zhci90bXA")]
    [InlineData("???", "zone@base64/Pz8_")] // R-321
    [InlineData("??>", "zone@base64/Pz8-")]
    public void A_value_that_would_not_survive_a_path_goes_as_base64(string value, string part)
    {
        Assert.Equal("http://h:9091/metrics/job/a/" + part, Address("a", ("zone", value)));
        if (value.Length > 0)
        {
            Assert.Equal("http://h:9091/metrics/" + part.Replace("zone", "job", StringComparison.Ordinal), Address(value));
        }
    }

    // R-322: invalid base64 hangs some gateways for ever.
    [Fact]
    public void Every_value_can_be_read_back()
    {
        var random = new Random(1);
        for (var i = 0; i < 2000; i++)
        {
            var value = string.Concat(Enumerable.Range(0, random.Next(1, 20)).Select(_ => RandomRune(random)));

            var parts = new Uri(Address("a", ("zone", value))).AbsolutePath.Split('/')[^2..];

            Assert.Matches(@"\A[A-Za-z0-9_.~-]+\z", parts[1]);
            Assert.Equal(value, parts[0] == "zone" ? parts[1] : Decode(parts[1]));
        }
    }

    // R-323, R-324, R-325: the gateway ignores a second job silently.
    [Theory]
    [InlineData("x-y")]
    [InlineData("1x")]
    [InlineData("__x")]
    [InlineData("")]
    [InlineData("foo.bar")]
    [InlineData("x@base64")]
    [InlineData("job")]
    [InlineData("le")]
    [InlineData("quantile")]
    public void A_name_that_the_gateway_would_not_keep_is_refused(string name)
    {
        var refusal = Assert.Throws<ArgumentException>(() => Address("a", (name, "v")));

        Assert.StartsWith(
            $"'{name}' can't be part of a grouping key: use a label name of letters, digits and '_' that does not begin with a digit " +
            "or '__', other than job, le, quantile.",
            refusal.Message,
            StringComparison.Ordinal);
    }

    // R-323
    [Theory]
    [InlineData("_x")]
    [InlineData("X9")]
    public void Other_label_names_are_fine(string name) => Assert.Equal($"http://h:9091/metrics/job/a/{name}/v", Address("a", (name, "v")));

    // R-324
    [Theory]
    [InlineData("foo.bar", "U__foo_2e_bar/v")]
    [InlineData("größe", "U__gr_f6__df_e/v")]
    [InlineData("x@base64", "U__x_40_base64/v")]
    [InlineData("a/b_c", "U__a_2f_b__c/v")]
    [InlineData("plain_name", "plain_name/v")]
    public void A_gateway_that_accepts_UTF8_names_gets_them_escaped(string name, string part) => Assert.Equal(
        "http://h:9091/metrics/job/a/" + part,
        new PushgatewayTarget("http://h:9091", "a", NameValidation.Utf8, (name, "v")).Address.AbsoluteUri);

    // R-323
    [Theory]
    [InlineData("")]
    [InlineData("__x")]
    [InlineData("job")]
    [InlineData("a\0")]
    public void Some_names_are_refused_for_it_too(string name) => RefuseUtf8(
        name,
        $"'{ForeignText.Escape(name)}' can't be part of a grouping key: use a label name of at least one character, without NUL and " +
        "unpaired surrogates, that does not begin with '__', other than job, le, quantile.");

    // R-326
    [Fact]
    public void An_unpaired_surrogate_in_a_name_is_refused() => RefuseUtf8("\ud800", "'\\uD800' can't be part of a grouping key: ");

    // Such a gateway reads a name in a path without its escapes.
    [Fact]
    public void An_escaped_name_is_refused_for_it() => RefuseUtf8(
        "U__foo_2e_bar",
        "The gateway would take 'U__foo_2e_bar' in a grouping key for the escaped name 'foo.bar': use a label name that does not begin " +
        "with 'U__'.");

    [Fact]
    public void What_is_no_validation_is_refused() => Assert.StartsWith(
        "NameValidation must be Legacy or Utf8: it says which names the gateway accepts.",
        Assert.Throws<ArgumentOutOfRangeException>(
            "nameValidation", () => new PushgatewayTarget("http://h:9091", "a", (NameValidation)2)).Message,
        StringComparison.Ordinal);

    // R-325: the gateway would use the last one silently.
    [Fact]
    public void A_name_that_comes_twice_is_refused()
    {
        var refusal = Assert.Throws<ArgumentException>(() => Address("a", ("x", "1"), ("y", "1"), ("x", "2")));

        Assert.StartsWith(
            "The grouping key 'x' occurs twice, and the gateway would use only one of the two: remove one.",
            refusal.Message,
            StringComparison.Ordinal);
    }

    // R-326: such a push would break the gateway for all its clients.
    [Fact]
    public void An_unpaired_surrogate_is_refused()
    {
        Assert.StartsWith(
            "The value of 'zone' has an unpaired surrogate, so it is not valid Unicode and makes the gateway fail: remove it.",
            Assert.Throws<ArgumentException>(() => Address("a", ("zone", "\ud800"))).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Address("a", ("zone", "a\udc00b")));
        Assert.Throws<ArgumentException>(() => Address("a", ("zone", "\ude42\ud83d")));
        Assert.Throws<ArgumentException>(() => Address("\ud800"));
    }

    // R-327: such a push would break the gateway too.
    [Fact]
    public void An_empty_instance_is_refused()
    {
        var refusal = Assert.Throws<ArgumentException>(() => Address("a", ("instance", "")));

        Assert.StartsWith(
            "The grouping key 'instance' is empty, which conflicts with the same key without it and makes the gateway fail: " +
            "remove it or set a value.",
            refusal.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_null_value_is_refused() => Assert.StartsWith(
        "The value of the grouping key 'zone' is null: set a value, or leave the key out.",
        Assert.Throws<ArgumentNullException>("zone", () => Address("a", ("zone", null!))).Message,
        StringComparison.Ordinal);

    // R-328
    [Fact]
    public void The_order_of_the_key_does_not_matter_because_it_is_sorted()
    {
        Assert.Equal("http://h:9091/metrics/job/a/x/1/y/2", Address("a", ("x", "1"), ("y", "2")));
        Assert.Equal("http://h:9091/metrics/job/a/x/1/y/2", Address("a", ("y", "2"), ("x", "1")));
    }

    // R-356
    [Theory]
    [InlineData("http://u:p@h:9091", "u:p")]
    [InlineData("u:p@h:9091", "u:p")]
    [InlineData("http://u:p%40%3A%2F@h:9091/", "u:p@:/")]
    [InlineData("http://ü:ä@h:9091", "ü:ä")]
    [InlineData("http://u:@h:9091", "u:")]
    [InlineData("http://u@h:9091", "u:")]
    public void Name_and_password_go_to_the_header(string endpoint, string credentials)
    {
        var target = new PushgatewayTarget(endpoint, "a");

        Assert.Equal("http://h:9091/metrics/job/a", target.Address.AbsoluteUri);
        Assert.Equal("http://h:9091/metrics/job/a", target.ToString());
        Assert.Equal("", target.Address.UserInfo);
        Assert.Equal(
            ("Basic", credentials),
            (target.Authorization?.Scheme, Encoding.UTF8.GetString(Convert.FromBase64String(target.Authorization!.Parameter!))));
    }

    [Fact]
    public void Without_name_and_password_there_is_no_header() => Assert.Null(new PushgatewayTarget("http://h", "a").Authorization);

    // R-356
    [Theory]
    [InlineData("http://u:secret@")]
    [InlineData("http://u:secret@h:port")]
    [InlineData("http://u:secret@h?x")]
    [InlineData("http://u:secret@h#x")]
    [InlineData("ftp://u:secret@h")]
    [InlineData("http://u:secret with space@h h")]
    public void No_refusal_shows_the_password(string endpoint) =>
        Assert.DoesNotContain(
            "secret", Assert.Throws<ArgumentException>(() => new PushgatewayTarget(endpoint, "a")).Message, StringComparison.Ordinal);

    private static string Address(string job, params (string Name, string Value)[] key) =>
        new PushgatewayTarget("http://h:9091", job, key).Address.AbsoluteUri;

    private static void RefuseUtf8(string name, string beginning)
    {
        var refusal = Assert.Throws<ArgumentException>(
            () => new PushgatewayTarget("http://h:9091", "a", NameValidation.Utf8, (name, "v")));

        Assert.StartsWith(beginning, refusal.Message, StringComparison.Ordinal);
    }

    private static string RandomRune(Random random)
    {
        while (true)
        {
            if (Rune.TryCreate(random.Next(2) == 0 ? random.Next(0x80) : random.Next(0x110000), out var rune))
            {
                return rune.ToString();
            }
        }
    }

    private static string Decode(string base64Url)
    {
        var standard = base64Url.Replace('-', '+').Replace('_', '/');
        return Encoding.UTF8.GetString(Convert.FromBase64String(standard.PadRight((standard.Length + 3) / 4 * 4, '=')));
    }
}
