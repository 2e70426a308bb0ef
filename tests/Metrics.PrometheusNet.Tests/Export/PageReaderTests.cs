using System.Text;
using PrometheusMetrics.Collection;
using PrometheusMetrics.PrometheusNet;

namespace PrometheusMetrics.Tests.PrometheusNet.Export;

public class PageReaderTests
{
    private const string Text =
        "# HELP a Help.\n# TYPE a gauge\na{x=\"1\"} 1.0\na{x=\"2\"} 2.0\n# HELP hits \n# TYPE hits unknown\nhits 3.0\n" +
        "# HELP empty_total \n# TYPE empty_total gauge\n# HELP b Two\nlines.\n# TYPE b gauge\nb -Inf\n# EOF\n";

    [Fact]
    public void A_page_may_arrive_in_pieces_of_any_size()
    {
        var whole = Read(Text.Length);

        Assert.Equal(["a", "a{x=\"1\"}1", "a{x=\"2\"}2", "hits", "hits{}3", "empty_total", "b", "b{}-Infinity"], whole);
        for (var size = 1; size < Text.Length; size++)
        {
            Assert.Equal(whole, Read(size));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("# HELP a Help.\n# TYPE a gauge\na 1\n")]
    [InlineData("# HELP a Help.\n# TYPE a gauge\na 1\n# EO")]
    public void A_page_without_an_end_is_refused(string text)
    {
        var page = Create(new TextVisitor());
        page.Append(Encoding.UTF8.GetBytes(text));

        Assert.Throws<InvalidDataException>(page.Complete);
    }

    [Fact]
    public void An_empty_page_has_no_families()
    {
        var visitor = new TextVisitor();
        var page = Create(visitor);

        page.Append("# EOF\n"u8);
        page.Complete();

        Assert.Empty(visitor.Said);
    }

    [Fact]
    public void What_is_written_after_the_end_is_ignored()
    {
        var visitor = new TextVisitor();
        var page = Create(visitor);

        page.Close();
        page.Append(Encoding.UTF8.GetBytes(Text));
        page.Close();

        Assert.Empty(visitor.Said);
    }

    private static List<string> Read(int size)
    {
        var visitor = new TextVisitor();
        var page = Create(visitor);
        foreach (var piece in Encoding.UTF8.GetBytes(Text).Chunk(size))
        {
            page.Append(piece);
        }

        page.Complete();
        page.Close();
        return visitor.Said;
    }

    private static PageReader Create(MetricVisitor visitor) => new(new FamilyReader(visitor, new FamilyCache()));

    private sealed class TextVisitor : MetricVisitor
    {
        private string _name = "";

        public List<string> Said { get; } = [];

        public override void BeginFamily(MetricDescriptor descriptor) => Said.Add(_name = descriptor.Name);

        public override void Gauge(LabelSet labels, in GaugeSample sample) =>
            Said.Add(FormattableString.Invariant($"{_name}{{{labels}}}{sample.Value}"));

        public override void Counter(LabelSet labels, in CounterSample sample) =>
            Said.Add(FormattableString.Invariant($"{_name}{{{labels}}}{sample.Value}"));

        public override void LeaveOut(string family, string reason) => Said.Add($"{family}: {reason}");
    }
}
