using PrometheusMetrics.Collection;
using PrometheusMetrics.Tests.Support.Parsing;

namespace PrometheusMetrics.Tests.Exposition.RoundTrips;

/// <summary>Any names, texts, numbers and types, in any mix, are read back as collectors reported them, and no text breaks a body. The
/// readers share no code with the writers.</summary>
public sealed class ReportedReadBackTests
{
    [Fact]
    public void What_collectors_report_is_read_back_from_every_format() => ManyBodies.Repeat(ManyBodies.Count / 2, random =>
    {
        var (validation, escaping) = (random.Pick(Enum.GetValues<NameValidation>()), random.Pick(Enum.GetValues<NameEscaping>()));
        var families = new RandomModels(random, utf8Names: validation == NameValidation.Utf8).Next();
        var declares = random.NextBool(2);
        RequireReadBack(families, some =>
        {
            using var registry = new MetricRegistry(new MetricRegistryOptions
            {
                NameValidation = validation,
                LabelValueLengthLimit = int.MaxValue,

                // However busy the machine is.
                CollectorTimeout = TimeSpan.FromHours(1),
            });
            registry.Register(new ModelCollector(some, declares));
            foreach (var format in ReadableFormat.In(escaping))
            {
                format.RequireReadBack(registry, some, inOrder: true);
            }
        });
    });

    // If it fails, families and series are left out as long as it still does.
    private static void RequireReadBack(List<FamilyModel> families, Action<List<FamilyModel>> test)
    {
        try
        {
            test(families);
        }
        catch when (Smaller(families).FirstOrDefault(some => Record.Exception(() => test(some)) is not null) is { } smaller)
        {
            RequireReadBack(smaller, test);
        }
    }

    private static IEnumerable<List<FamilyModel>> Smaller(List<FamilyModel> families)
    {
        for (var i = 0; i < families.Count; i++)
        {
            yield return [.. families[..i], .. families[(i + 1)..]];
            var family = families[i];
            for (var j = 0; j < family.Series.Count; j++)
            {
                var smaller = family with { Series = [.. family.Series.Where((_, k) => k != j)] };
                yield return [.. families[..i], smaller, .. families[(i + 1)..]];
            }
        }
    }
}
