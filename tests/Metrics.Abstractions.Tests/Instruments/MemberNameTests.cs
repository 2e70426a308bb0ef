using System.Reflection;

namespace PrometheusMetrics.Tests.Instruments;

/// <summary>The instruments have the members that Prometheus' guidelines for client libraries name, and none of these names means something
/// else.</summary>
public class MemberNameTests
{
    private static readonly string[] Names =
    [
        "Inc", "Dec", "Set", "SetToCurrentTime", "Observe", "StartTimer", "CountExceptions", "CountExceptionsAsync", "TrackInProgress",
        "WithLabels", "Labels", "Remove", "Clear", "Reset",
    ];

    //
    [Theory]
    [InlineData(typeof(ICounter), "CountExceptions", "CountExceptionsAsync", "Inc")]
    [InlineData(typeof(IGauge), "Dec", "Inc", "Set", "SetToCurrentTime", "StartTimer", "TrackInProgress")]
    [InlineData(typeof(IHistogram), "Observe", "StartTimer")]
    [InlineData(typeof(ISummary), "Observe", "StartTimer")]
    [InlineData(typeof(IInfo), "Set")]
    [InlineData(typeof(IMetricFamily<ICounter>), "Clear", "Remove", "WithLabels")]
    public void An_instrument_has_the_members_of_its_type_and_no_others_of_these_names(Type type, params string[] members) =>
        Assert.Equal(members, OwnMembers(type).Concat(Extensions(type)).Where(Names.Contains).Distinct().Order(StringComparer.Ordinal));

    private static IEnumerable<string> OwnMembers(Type type) =>
        type.GetInterfaces().Append(type).SelectMany(part => part.GetMethods()).Select(method => method.Name);

    private static IEnumerable<string> Extensions(Type type) =>
        from candidate in typeof(ICounter).Assembly.GetExportedTypes()
        from method in candidate.GetMethods(BindingFlags.Public | BindingFlags.Static)
        where method.IsDefined(typeof(System.Runtime.CompilerServices.ExtensionAttribute))
            && method.GetParameters()[0].ParameterType.IsAssignableFrom(type)
        select method.Name;
}
