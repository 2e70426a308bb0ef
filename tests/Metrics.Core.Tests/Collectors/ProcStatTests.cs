using System.Text;

namespace PrometheusMetrics.Collectors;

public sealed class ProcStatTests
{
    private const string Numbers =
        "R 6948 6948 2899 0 -1 4194304 101 0 0 0 17 5 0 0 20 0 12 0 157671 3133440 416 18446744073709551615 94132081287168 0\n";

    [Theory]
    [InlineData("cat")]
    [InlineData("a) b (c")]
    [InlineData("a) R 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23")]
    [InlineData("line\nend")]
    [InlineData("")]
    public void The_fields_are_found_whatever_the_program_is_called(string name)
    {
        var stat = ProcStat.Parse(Encoding.UTF8.GetBytes($"6951 ({name}) {Numbers}"));

        Assert.Equal(new ProcStat(Threads: 12, VirtualBytes: 3133440, ResidentPages: 416), stat);
    }

    //
    [Theory]
    [InlineData("")]
    [InlineData("6951 cat R 6948")]
    [InlineData("6951 (cat) R 6948 6948 2899 0 -1 4194304 101 0 0 0 17 5 0 0 20 0 12 0 157671 3133440")]
    [InlineData("6951 (cat) R 6948 6948 2899 0 -1 4194304 101 0 0 0 17 5 0 0 20 0 twelve 0 157671 3133440 416 1 1")]
    public void A_text_that_is_something_else_gives_nothing(string text) => Assert.Null(ProcStat.Parse(Encoding.UTF8.GetBytes(text)));
}
