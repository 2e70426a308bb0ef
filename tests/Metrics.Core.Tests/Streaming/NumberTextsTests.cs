using System.Text;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Tests.Streaming;

public class NumberTextsTests
{
    [Fact]
    public void The_text_of_the_last_number_of_each_series_is_found()
    {
        var texts = new NumberTexts(3);
        texts.Set(0, 0.5, "0.5"u8);
        texts.Set(1, 0.1, "0.1"u8);
        texts.Set(1, -1.2345678901234567e-05, "-1.2345678901234567e-05"u8);

        Assert.Equal("0.5", Find(0, 0.5));
        Assert.Equal("", Find(1, 0.1));
        Assert.Equal("-1.2345678901234567e-05", Find(1, -1.2345678901234567e-05));
        Assert.Equal("", Find(2, 0.5));
        texts.Set(1, 0.1, "0.1"u8);
        Assert.Equal("0.1", Find(1, 0.1));

        string Find(int index, double number) => Encoding.UTF8.GetString(texts.Find(index, number));
    }

    [Fact]
    public void A_text_for_which_there_is_no_room_is_not_kept_and_changes_nothing()
    {
        var texts = new NumberTexts(2);
        texts.Set(0, 0.5, "0.5"u8);
        texts.Set(1, 1.5, "1.5"u8);

        texts.Set(0, double.MinValue, "-1.7976931348623157e+308"u8);

        Assert.True(texts.Find(0, double.MinValue).IsEmpty);
        Assert.Equal("0.5", Encoding.UTF8.GetString(texts.Find(0, 0.5)));
        Assert.Equal("1.5", Encoding.UTF8.GetString(texts.Find(1, 1.5)));
    }
}
