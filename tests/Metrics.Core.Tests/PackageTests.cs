using System.Text.RegularExpressions;
using System.Xml.Linq;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests;

/// <summary>What a reader of nuget.org sees of the packages, and which packages the solution takes from there.</summary>
public partial class PackageTests
{
    private const string Gallery = "https://www.nuget.org/packages/";

    private static readonly string Sources =
        XDocument.Load(Repository.PathOf("Directory.Build.props")).Descendants("RepositoryUrl").Single().Value + "/blob/main/";

    public static TheoryData<string> Packages =>
    [
        .. Directory.EnumerateDirectories(Repository.PathOf("src"))
            .Select(folder => Path.GetFileName(folder)!)
            .Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Packages))]
    public void A_README_says_how_its_package_is_installed(string package)
    {
        var readme = Readme(package);

        Assert.StartsWith($"# {package}\n", readme, StringComparison.Ordinal);
        Assert.Contains($"\ndotnet add package {package}\n", readme, StringComparison.Ordinal);
        Assert.Contains("\n```csharp\n", readme, StringComparison.Ordinal);
    }

    // On nuget.org a relative link leads nowhere.
    [Theory]
    [MemberData(nameof(Packages))]
    public void Every_link_of_a_README_leads_to_a_file_of_this_repository_or_a_package_of_ours(string package)
    {
        var links = Link().Matches(Readme(package)).Select(match => match.Groups["target"].Value).ToList();

        Assert.NotEmpty(links);
        Assert.All(links, link => Assert.True(LeadsToPackage(link) || LeadsToFile(link), link));
    }

    [Fact]
    public void Every_package_version_is_used()
    {
        var versions = Includes(Repository.PathOf("Directory.Packages.props"), "PackageVersion").ToList();
        var used = ProjectFiles().SelectMany(file => Includes(file, "PackageReference"));

        Assert.NotEmpty(versions);
        Assert.Empty(versions.Except(used, StringComparer.OrdinalIgnoreCase));
    }

    private static bool LeadsToPackage(string link) =>
        link.StartsWith(Gallery, StringComparison.Ordinal) && Directory.Exists(Repository.PathOf("src", link[Gallery.Length..]));

    private static bool LeadsToFile(string link) =>
        link.StartsWith(Sources, StringComparison.Ordinal) && File.Exists(Repository.PathOf(link[Sources.Length..].Split('#')[0]));

    private static string Readme(string package) =>
        File.ReadAllText(Repository.PathOf("src", package, "README.md")).ReplaceLineEndings("\n");

    private static IEnumerable<string> ProjectFiles() =>
        from folder in new[] { "benchmarks", "samples", "src", "tests" }
        from pattern in new[] { "*.csproj", "*.props" }
        from file in Directory.EnumerateFiles(Repository.PathOf(folder), pattern, SearchOption.AllDirectories)
        select file;

    private static IEnumerable<string> Includes(string file, string element) =>
        XDocument.Load(file).Descendants(element).Attributes("Include").Select(include => include.Value);

    [GeneratedRegex(@"\]\((?<target>[^)]*)\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Link();
}
