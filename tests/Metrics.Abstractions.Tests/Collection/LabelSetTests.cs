using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Tests.Collection;

public class LabelSetTests
{
    [Fact]
    public void Names_and_values_keep_their_order()
    {
        var labels = LabelSet.Create(("b", "1"), ("a", "2"));

        Assert.Equal(2, labels.Count);
        Assert.Equal(["b", "a"], labels.Names.ToArray());
        Assert.Equal(["1", "2"], labels.Values.ToArray());
        Assert.Equal("b=\"1\",a=\"2\"", labels.ToString());
    }

    // Up to four values are in the object, more in an array.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(9)]
    public void Any_number_of_labels_has_its_names_and_values(int count)
    {
        var pairs = Enumerable.Range(1, count).Select(i => ($"n{i}", $"v{i}")).ToArray();
        var names = pairs.Select(pair => pair.Item1).ToArray();
        var values = pairs.Select(pair => pair.Item2).ToArray();

        foreach (var labels in new[] { LabelSet.Create(pairs), new MetricDescriptor(MetricType.Gauge, "x", "", names).Labels(values) })
        {
            GC.Collect();

            Assert.Equal(count, labels.Count);
            Assert.Equal(names, labels.Names.ToArray());
            Assert.Equal(values, labels.Values.ToArray());
            Assert.Equal(values, new Annotated(new Annotated(labels)).Values.ToArray());
        }
    }

    [Fact]
    public void A_set_of_a_family_takes_the_memory_of_one_object()
    {
        var family = new MetricDescriptor(MetricType.Gauge, "x", "", "a", "b", "c");
        string[] values = ["1", "2", "3"];

        // Header, type, names, three values.
        const int Words = 6;
        var start = TimeProvider.System.GetTimestamp();
        long allocated;

        // Code that the runtime has not optimised yet allocates more. The deadline only ends a test that would hang.
        do
        {
            allocated = AllocatedByThousandCalls(() => family.Labels(values)) / 1000;
        }
        while (allocated > Words * nint.Size && TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromMinutes(1));

        Assert.Equal(Words * nint.Size, allocated);

        static long AllocatedByThousandCalls(Func<LabelSet> create)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1000; i++)
            {
                create();
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public void Without_labels_there_is_one_set_and_its_text_is_empty()
    {
        Assert.Same(LabelSet.Empty, LabelSet.Create());
        Assert.Same(LabelSet.Empty, new MetricDescriptor(MetricType.Gauge, "x", "").Labels());
        Assert.Equal(0, LabelSet.Empty.Count);
        Assert.Equal("", LabelSet.Empty.ToString());
    }

    // R-062
    [Theory]
    [InlineData("", "")]
    [InlineData("a\0b", @"a\u0000b")]
    [InlineData("a\\b", @"a\\b")]
    [InlineData("a\"b", "a\\\"b")]
    [InlineData("a\nb", @"a\nb")]
    [InlineData("a\rb\tc", @"a\rb\tc")]
    [InlineData("\u001b[31m", @"\u001B[31m")]
    [InlineData("a\u202eb\u2028c\U000E0041d", @"a\u202Eb\u2028c\U000E0041d")]
    [InlineData("👩\u200d💻", "👩\u200d💻")]
    [InlineData("\\n", @"\\n")]
    [InlineData("Größe", "Größe")]
    [InlineData("🙂", "🙂")]
    public void Any_text_may_be_a_value_and_its_text_in_a_message_is_visible(string value, string escaped)
    {
        var labels = LabelSet.Create(("k", value));

        Assert.Equal(value, labels.Values[0]);
        Assert.Equal($"k=\"{escaped}\"", labels.ToString());
    }

    [Fact]
    public void Of_a_long_value_the_beginning_is_shown() => Assert.Equal(
        $"k=\"{new string('a', 100)}… (16,384 characters)\",l=\"1\"",
        LabelSet.Create(("k", new string('a', 16_384)), ("l", "1")).ToString());

    // R-063. A fact, because an attribute can't hold an unpaired surrogate.
    [Fact]
    public void An_unpaired_surrogate_becomes_the_replacement_character()
    {
        Check("\ud800", "\ufffd");
        Check("\udfff", "\ufffd");
        Check("a\ud800b", "a\ufffdb");
        Check("\ud800\ud800", "\ufffd\ufffd");
        Check("\ude42\ud83d", "\ufffd\ufffd");
        Check("\ud83d\ude42\ud83d", "\ud83d\ude42\ufffd");

        static void Check(string value, string wellFormed)
        {
            var labels = LabelSet.Create(("k", value));

            Assert.Equal(wellFormed, labels.Values[0]);
            Assert.Equal($"k=\"{wellFormed}\"", labels.ToString());
        }
    }

    [Fact]
    public void The_callers_array_is_copied()
    {
        (string Name, string Value)[] given = [("a", "1")];
        var labels = LabelSet.Create(given);

        given[0] = ("changed", "changed");

        Assert.Equal("a=\"1\"", labels.ToString());
    }

    [Fact]
    public void A_derived_set_shares_names_and_values()
    {
        var labels = LabelSet.Create(("a", "1"), ("b", "2"));
        var derived = new Annotated(labels);

        Assert.True(labels.Names == derived.Names);
        Assert.True(labels.Values == derived.Values);
        Assert.Equal(labels.ToString(), derived.ToString());
        Assert.Throws<ArgumentNullException>("labels", () => new Annotated(null!));
    }

    // R-055
    [Fact]
    public void A_name_that_stands_twice_is_refused()
    {
        var refusal = Assert.Throws<ArgumentException>("labels", () => LabelSet.Create(("a", "1"), ("b", "2"), ("a", "3")));

        Assert.StartsWith("The label 'a' is given twice: use each name once.", refusal.Message, StringComparison.Ordinal);
    }

    // R-053
    [Theory]
    [InlineData("a:b")]
    [InlineData("__x")]
    public void An_illegal_name_is_refused(string name) =>
        Assert.Throws<ArgumentException>("labels", () => LabelSet.Create(NameValidation.Legacy, ("a", "1"), (name, "1")));

    // R-062
    [Fact]
    public void Null_is_refused()
    {
        Assert.Throws<ArgumentNullException>("labels", () => LabelSet.Create((null!, "1")));
        var refusal = Assert.Throws<ArgumentNullException>("labels", () => LabelSet.Create(("a", null!)));
        Assert.StartsWith(
            "The value of the label 'a' is null: use an empty string if there is none.", refusal.Message, StringComparison.Ordinal);
    }

    private sealed class Annotated(LabelSet labels) : LabelSet(labels);
}
