using System.Runtime.CompilerServices;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments.Typed;

/// <summary>Labels of a type of the user, with a conversion.</summary>
public class TypedFamilyConversionTests : EngineTest
{
    private readonly IMetricFamily<ICounter> _family;
    private int _conversions;

    public TypedFamilyConversionTests() => _family = Factory.CreateCounter("x_total", "", "channel", "paid");

    private enum Channel
    {
        Web,
        Shop,
    }

    [Fact]
    public void A_conversion_gives_the_values()
    {
        var orders = Factory.CreateCounter<Order>("orders_total", "", ["channel", "paid"], static order => (order.Channel, order.Paid));
        var series = orders.WithLabels(new Order(Channel.Shop, true));
        series.Inc();

        Assert.Same(series, orders.WithLabels(new Order(Channel.Shop, true)));
        Assert.NotSame(series, orders.WithLabels(new Order(Channel.Shop, false)));
        Assert.Same(series, orders.Family.WithLabels("Shop", "true"));
        Assert.Contains("orders_total{channel=\"Shop\",paid=\"true\"} 1", Scrape.Lines(Registry));
        Assert.True(orders.Remove(new Order(Channel.Shop, true)));
        Assert.NotSame(series, orders.WithLabels(new Order(Channel.Shop, true)));
    }

    [Fact]
    public void Records_and_reference_tuples_may_be_labels_too()
    {
        var people = _family.WithLabelTypes<Person>(static person => (person.Name, person.Adult));
        var tuples = _family.WithLabelTypes<Tuple<string, bool>>(static tuple => tuple);

        var series = people.WithLabels(new Person("a", true));

        Assert.Same(series, people.WithLabels(new Person("a", true)));
        Assert.Same(series, tuples.WithLabels(Tuple.Create("a", true)));
    }

    // Only the length of value tuples is read: the default value of another tuple may not have one.
    [Fact]
    public void A_tuple_of_the_users_own_may_be_labels_with_a_conversion_only()
    {
        var rows = _family.WithLabelTypes<Row>(static row => (row[0], row[1]));

        Assert.Same(_family.WithLabels("a", "b"), rows.WithLabels(new Row(["a", "b"])));
        Assert.Contains(
            "'x_total' requires 2 values (channel, paid), but the type of its labels has 1.",
            Assert.Throws<InvalidOperationException>(() => _family.WithLabelTypes<Row>()).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_conversion_may_give_the_only_value()
    {
        var family = Factory
            .WithConstantLabels(("shard", "7"))
            .CreateGauge<Order>("one", "", ["channel"], static order => ValueTuple.Create(order.Channel));

        Assert.Same(family.Family.WithLabels("Web"), family.WithLabels(new Order(Channel.Web, true)));
        Assert.Equal(["one{shard=\"7\",channel=\"Web\"} 0"], Scrape.Lines(Registry));
    }

    // It is called only for labels that are not in the cache, so they are as fast as any other.
    [Theory]
    [InlineData(10)]
    [InlineData(1)]
    public void It_may_return_the_same_object_again_and_again(int limit)
    {
        var values = new ReusedTuple();
        var people = Factory.CreateCounter<Person>(
            "people_total",
            "",
            ["name", "adult"],
            person =>
            {
                values.Person = person;
                return values;
            },
            new() { SeriesLimit = limit });

        people.WithLabels(new Person("a", true)).Inc();
        people.WithLabels(new Person("b", false)).Inc();
        people.WithLabels(new Person("a", true)).Inc();

        Assert.Contains("people_total{name=\"a\",adult=\"true\"} 2", Scrape.Lines(Registry));
        Assert.Contains(
            limit == 1 ? "people_total{name=\"_overflow\",adult=\"_overflow\"} 1" : "people_total{name=\"b\",adult=\"false\"} 1",
            Scrape.Lines(Registry));
    }

    [Fact]
    public void It_is_called_once_for_equal_labels()
    {
        var orders = _family.WithLabelTypes<Order>(Convert);

        orders.WithLabels(new Order(Channel.Web, true));
        orders.WithLabels(new Order(Channel.Web, true));
        Assert.Equal(1, _conversions);

        orders.WithLabels(new Order(Channel.Web, false));
        Assert.Equal(2, _conversions);
    }

    [Fact]
    public void A_known_series_is_found_without_allocation()
    {
        var orders = _family.WithLabelTypes<Order>(static order => (order.Channel, order.Paid));

        Assert.Equal(0, Allocations.OfThousandCalls(() => orders.WithLabels(new Order(Channel.Web, true))));
        Assert.Equal(0, Allocations.OfThousandCalls(() => _family.WithLabelTypes<Order>(static order => (order.Channel, order.Paid))));
        Assert.Equal(
            0,
            Allocations.OfThousandCalls(
                () => Factory.CreateCounter<Order>("x_total", "", ["channel", "paid"], static order => (order.Channel, order.Paid))));
    }

    [Fact]
    public void As_many_values_as_labels_are_wanted()
    {
        Refused(
            static _ => (1, 2, 3),
            "'x_total' requires 2 values (channel, paid), but the conversion of its labels returned 3. "
            + "Write labels => (labels.Value1, labels.Value2).");
        Refused(static _ => ValueTuple.Create(1), "returned 1.");
        Refused(static _ => null!, "returned null.");
        Assert.Empty(Scrape.Lines(Registry));

        var one = Factory.CreateGauge<Order>("one", "", ["a"], static _ => (1, 2));
        Assert.Contains(
            "'one' requires 1 value (a), but the conversion of its labels returned 2. Write labels => ValueTuple.Create(labels.Value).",
            Message(() => one.WithLabels(default)),
            StringComparison.Ordinal);

        void Refused(Func<Order, ITuple> convert, string message)
        {
            var typed = _family.WithLabelTypes(convert);
            Assert.Contains(message, Message(() => typed.WithLabels(default)), StringComparison.Ordinal);
            Assert.Contains(message, Message(() => typed.Remove(default)), StringComparison.Ordinal);
        }

        static string Message(Func<object> use) => Assert.Throws<InvalidOperationException>(use).Message;
    }

    [Fact]
    public void The_same_conversion_gives_the_same_view_and_another_one_another()
    {
        var ofMethod = _family.WithLabelTypes<Order>(Convert);
        var views = Enumerable
            .Range(0, 2)
            .Select(_ => _family.WithLabelTypes<Order>(static order => (order.Channel, order.Paid)))
            .ToArray();
        var other = _family.WithLabelTypes<Order>(static order => (order.Channel, !order.Paid));

        Assert.Same(ofMethod, _family.WithLabelTypes<Order>(Convert));
        Assert.Same(views[0], views[1]);
        Assert.Equal(3, new[] { ofMethod, views[0], other }.Distinct().Count());
        Assert.NotSame(views[0].WithLabels(new Order(Channel.Web, true)), other.WithLabels(new Order(Channel.Web, true)));
    }

    [Fact]
    public void Conversions_without_end_are_not_kept_without_end()
    {
        var plain = _family.WithLabelTypes<(Channel, bool)>();
        var views = Enumerable.Range(0, 100).Select(MakeView).ToArray();

        Assert.All(views[^16..], view => Assert.Same(view.View, _family.WithLabelTypes(view.Convert)));
        Assert.All(views[..^16], view => Assert.NotSame(view.View, _family.WithLabelTypes(view.Convert)));
        Assert.Same(plain, _family.WithLabelTypes<(Channel, bool)>());
        Assert.Equal(100, views.Select(view => view.View.WithLabels(new Order(Channel.Web, true))).Distinct().Count());

        (Func<Order, ITuple> Convert, IMetricFamily<ICounter, Order> View) MakeView(int number)
        {
            Func<Order, ITuple> convert = order => (order.Channel, number);
            return (convert, _family.WithLabelTypes(convert));
        }
    }

    [Fact]
    public void A_conversion_is_wanted() =>
        Assert.Throws<ArgumentNullException>(
            "convert", () => Factory.CreateCounter<Order>("x_total", "", ["channel", "paid"], convert: null!));

    private ITuple Convert(Order order)
    {
        _conversions++;
        return (order.Channel, order.Paid);
    }

    private readonly record struct Order(Channel Channel, bool Paid);

    private readonly struct Row(string[] items) : ITuple, IEquatable<Row>
    {
        private readonly string[] _items = items;

        public int Length => _items.Length;

        public object this[int index] => _items[index];

        public bool Equals(Row other) => _items.SequenceEqual(other._items);

        public override bool Equals(object? obj) => obj is Row other && Equals(other);

        public override int GetHashCode() => _items[0].GetHashCode(StringComparison.Ordinal);
    }

    private sealed record Person(string Name, bool Adult);

    private sealed class ReusedTuple : ITuple
    {
        public Person? Person { get; set; }

        public int Length => 2;

        public object? this[int index] => index == 0 ? Person!.Name : Person!.Adult;
    }
}
