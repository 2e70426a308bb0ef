using System.Text;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Tests.Streaming;

public class EscapedNameTests
{
    //
    [Theory]
    [InlineData("no:escaping_required", "no:escaping_required", "no:escaping__required", "no:escaping_required")]
    [InlineData(
        "mysystem.prod.west.cpu.load",
        "mysystem_prod_west_cpu_load",
        "mysystem_dot_prod_dot_west_dot_cpu_dot_load",
        "U__mysystem_2e_prod_2e_west_2e_cpu_2e_load")]
    [InlineData(
        "mysystem.prod.west.cpu.load_total",
        "mysystem_prod_west_cpu_load_total",
        "mysystem_dot_prod_dot_west_dot_cpu_dot_load__total",
        "U__mysystem_2e_prod_2e_west_2e_cpu_2e_load__total")]
    [InlineData("http.status:sum", "http_status:sum", "http_dot_status:sum", "U__http_2e_status:sum")]
    [InlineData("label with 😱", "label_with__", "label__with____", "U__label_20_with_20__1f631_")]
    [InlineData("花火", "__", "____", "U___82b1__706b_")]
    [InlineData("1foo", "_foo", "__foo", "U___31_foo")]
    [InlineData(
        "metric.name/with/slashes", "metric_name_with_slashes", "metric_dot_name__with__slashes", "U__metric_2e_name_2f_with_2f_slashes")]
    [InlineData("metric.name.with.dots", "metric_name_with_dots", "metric_dot_name_dot_with_dot_dots", "U__metric_2e_name_2e_with_2e_dots")]
    [InlineData("a-b", "a_b", "a__b", "U__a_2d_b")]
    [InlineData("a1", "a1", "a1", "a1")]
    [InlineData("1", "_", "__", "U___31_")]
    [InlineData("_", "_", "__", "_")]
    [InlineData("\U0010FFFF", "_", "__", "U___10ffff_")]
    [InlineData("\n\"\\", "___", "______", "U___a__22__5c_")]
    public void A_metric_name_is_escaped_by_code_points(string name, string underscores, string dots, string values)
    {
        Assert.Equal(name, Escape(name, NameKind.Metric, NameEscaping.AllowUtf8));
        Assert.Equal(underscores, Escape(name, NameKind.Metric, NameEscaping.Underscores));
        Assert.Equal(dots, Escape(name, NameKind.Metric, NameEscaping.Dots));
        Assert.Equal(values, Escape(name, NameKind.Metric, NameEscaping.Values));
    }

    // as for metrics, but a colon is not legal.
    [Theory]
    [InlineData("a:b", "a_b", "a__b", "U__a_3a_b")]
    [InlineData("http.status_code", "http_status_code", "http_dot_status__code", "U__http_2e_status__code")]
    [InlineData("label with 😱", "label_with__", "label__with____", "U__label_20_with_20__1f631_")]
    [InlineData("1foo", "_foo", "__foo", "U___31_foo")]
    [InlineData("a_b", "a_b", "a__b", "a_b")]
    public void A_label_name_is_escaped_by_code_points(string name, string underscores, string dots, string values)
    {
        Assert.Equal(name, Escape(name, NameKind.Label, NameEscaping.AllowUtf8));
        Assert.Equal(underscores, Escape(name, NameKind.Label, NameEscaping.Underscores));
        Assert.Equal(dots, Escape(name, NameKind.Label, NameEscaping.Dots));
        Assert.Equal(values, Escape(name, NameKind.Label, NameEscaping.Values));
    }

    //
    [Theory]
    [InlineData(NameEscaping.AllowUtf8)]
    [InlineData(NameEscaping.Underscores)]
    [InlineData(NameEscaping.Dots)]
    [InlineData(NameEscaping.Values)]
    public void An_empty_name_stays_empty(NameEscaping escaping) => Assert.Equal("", Escape("", NameKind.Metric, escaping));

    // A fact, because an attribute can't hold an unpaired surrogate.
    [Fact]
    public void An_unpaired_surrogate_is_one_code_point()
    {
        Assert.Equal("a_b", Escape("a\ud800b", NameKind.Metric, NameEscaping.Underscores));
        Assert.Equal("U__a_FFFD_b", Escape("a\ud800b", NameKind.Metric, NameEscaping.Values));
    }

    [Fact]
    public void An_unchanged_name_is_the_same_string()
    {
        var name = string.Concat("http_", "requests");

        Assert.Same(name, EscapedName.Get(name, NameKind.Metric, NameEscaping.Values));
        Assert.Same(name, EscapedName.Get(name, NameKind.Label, NameEscaping.Underscores));
    }

    [Theory]
    [InlineData(NameEscaping.AllowUtf8)]
    [InlineData(NameEscaping.Underscores)]
    [InlineData(NameEscaping.Dots)]
    [InlineData(NameEscaping.Values)]
    public void The_result_is_legal_and_not_longer_than_announced(NameEscaping escaping)
    {
        foreach (var c in Enumerable.Range(1, char.MaxValue).Select(code => (char)code).Where(c => !char.IsSurrogate(c)))
        {
            var name = $"{c}.{c}";
            var escaped = Escape(name, NameKind.Label, escaping);

            Assert.True(escaping == NameEscaping.AllowUtf8 || EscapedName.IsLegacy(escaped, NameKind.Label), escaped);
            Assert.InRange(Encoding.UTF8.GetByteCount(escaped), 0, EscapedName.GetMaxLength(name.Length));
        }
    }

    //
    [Theory]
    [InlineData("U__capitals_2E_ok", "capitals.ok")]
    [InlineData("U__lower_2e_too", "lower.too")]
    [InlineData("U__underscores__doubled_", "U__underscores__doubled_")]
    [InlineData("U__underscores__doubled__", "underscores_doubled_")]
    [InlineData("U___82b1__706b_", "花火")]
    [InlineData("U___1f631_", "😱")]
    [InlineData("U___10ffff_", "\U0010FFFF")]
    [InlineData("U___110000_", "U___110000_")]
    [InlineData("U__bad__utf_D900_", "U__bad__utf_D900_")]
    [InlineData("U__my__hack_2e", "U__my__hack_2e")]
    [InlineData("U__seven_000002e_digits", "U__seven_000002e_digits")]
    [InlineData("U__six_00002e_digits", "six.digits")]
    [InlineData("U__no_hex_", "U__no_hex_")]
    [InlineData("U__sign_+2e_", "U__sign_+2e_")]
    [InlineData("U__blank_ 2e_", "U__blank_ 2e_")]
    [InlineData("U__a_", "U__a_")]
    [InlineData("U__", "")]
    [InlineData("U_", "U_")]
    [InlineData("no_prefix_2e_", "no_prefix_2e_")]
    [InlineData("u__a_2e_b", "u__a_2e_b")]
    [InlineData("", "")]
    public void The_scheme_values_can_be_undone(string escaped, string name) => Assert.Equal(name, EscapedName.Unescape(escaped));

    //
    [Fact]
    public void Every_name_comes_back_from_the_scheme_values()
    {
        var random = new Random(20);
        for (var i = 0; i < 10_000; i++)
        {
            string[] parts = [".", "_", "a", "Z", "9", ":", "é", "😱", "\u0001", "花", " ", "U__"];
            var name = string.Concat(Enumerable.Range(0, random.Next(1, 8)).Select(_ => parts[random.Next(parts.Length)]));
            var escaped = Escape(name, NameKind.Metric, NameEscaping.Values);

            Assert.Equal(name, escaped == name ? name : EscapedName.Unescape(escaped));
        }
    }

    private static string Escape(string name, NameKind kind, NameEscaping escaping)
    {
        var bytes = new byte[EscapedName.GetMaxLength(name.Length)];
        var written = Encoding.UTF8.GetString(bytes, 0, EscapedName.Write(name, kind, escaping, bytes));

        Assert.Equal(written, EscapedName.Get(name, kind, escaping));
        Assert.Equal(written == name, EscapedName.IsUnchanged(name, kind, escaping) || name.Length == 0);
        return written;
    }
}
