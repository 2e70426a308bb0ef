using System.Reflection;
using PrometheusMetrics.Tests.Documentation.Pages;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Documentation;

/// <summary>What a reader types compiles, from the first block of a page on.</summary>
public class PageTests
{
    private const string Program = """
        # A page

        ```csharp
        using PrometheusMetrics;

        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddPrometheusMetrics();
        var app = builder.Build();
        ```

        ```csharp
        var metrics = app.Services.GetRequiredService<IMetricFactory>();
        metrics.CreateStateSet<Phase>("phase", "Where it is.").Set(Phase.Open);

        enum Phase { Closed, Open }
        ```

        """;

    public static TheoryData<string> Pages =>
    [
        "README.md",
        .. new[] { Repository.PathOf("docs"), Repository.PathOf("src") }
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.md", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(Repository.Root, file))
            .Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_page_compiles_as_far_as_it_was_read(string page)
    {
        var errors = FindErrors(page, File.ReadAllText(Repository.PathOf(page)));

        Assert.True(errors.Count == 0, string.Join('\n', errors));
    }

    [Theory]
    [InlineData("docs/testing.md", 4)]
    [InlineData("src/Metrics.Testing/README.md", 1)]
    public async Task The_tests_that_a_page_shows_pass(string page, int count)
    {
        var blocks = CodeBlock.Of(page, await File.ReadAllTextAsync(Repository.PathOf(page)));
        var tests = PageProgram.Load(blocks, ProjectKind.Of(page)).GetTypes().SelectMany(type => type.GetMethods())
            .Where(method => method.IsDefined(typeof(FactAttribute))).ToList();

        Assert.Equal(count, tests.Count);
        foreach (var test in tests)
        {
            var instance = Activator.CreateInstance(test.DeclaringType!);
            if (test.Invoke(instance, BindingFlags.DoNotWrapExceptions, null, null, null) is Task running)
            {
                await running;
            }
        }
    }

    [Fact]
    public void Blocks_continue_each_other() => Assert.Empty(FindErrors("page.md", Program));

    [Fact]
    public void A_fault_is_found_in_its_line()
    {
        var error = Assert.Single(FindErrors("page.md", Program.Replace("Phase.Open", "Phase.Opened", StringComparison.Ordinal)));

        Assert.StartsWith("page.md(13,", error, StringComparison.Ordinal);
        Assert.Contains("CS0117", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_using_that_is_not_shown_is_missing()
    {
        var errors = FindErrors("page.md", Program.Replace("using PrometheusMetrics;", "", StringComparison.Ordinal));

        Assert.Contains(errors, error => error.Contains("CS0246", StringComparison.Ordinal));
    }

    [Fact]
    public void What_a_later_block_declares_is_missing_before()
    {
        const string Page = "```csharp\nConsole.WriteLine(number);\n```\n\n```csharp\nvar number = 1;\n```\n";

        Assert.StartsWith("page.md(2,19): error CS0103", Assert.Single(FindErrors("page.md", Page)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_block_with_a_namespace_is_a_file_of_its_own()
    {
        const string Page = """
            ```csharp
            using System.Text;

            namespace Shop;

            public class Basket { public StringBuilder? Text { get; } }
            ```
            ```csharp
            using Shop;

            Console.WriteLine(new Basket().Text);
            ```
            """;

        Assert.Empty(FindErrors("page.md", Page));
    }

    [Fact]
    public void A_page_may_show_several_programs_whose_files_replace_each_other()
    {
        const string Page = """
            ```csharp program
            Console.WriteLine(new Shop.Basket().Text);
            ```
            ```csharp
            namespace Shop;

            public class Basket { public string? Text { get; } }
            ```
            ```csharp program
            Console.WriteLine(new Shop.Basket().Text);
            ```
            ```csharp
            namespace Shop;

            public class Basket { public int Number { get; } }
            ```
            """;

        Assert.StartsWith("page.md(2,", FindErrors("page.md", Page)[0], StringComparison.Ordinal);

        var fileFirst = Page[(Page.IndexOf("```csharp\n", StringComparison.Ordinal))..];
        Assert.Equal("page.md(7,37): error CS1061", Assert.Single(FindErrors("page.md", fileFirst))[..27]);
    }

    [Fact]
    public void The_README_of_a_package_references_no_other_one()
    {
        const string Page = "```csharp\nusing var registry = new PrometheusMetrics.MetricRegistry();\n```\n";

        Assert.Empty(FindErrors(Path.Combine("src", "Metrics.Core", "README.md"), Page));
        Assert.NotEmpty(FindErrors(Path.Combine("src", "Metrics.Abstractions", "README.md"), Page));
    }

    [Fact]
    public void Blocks_are_found_wherever_they_are()
    {
        const string Text = "a\n```csharp\none();\n\ntwo();\n```\n- b\n\n  ```csharp\n  three();\n  ```\n"
            + "```json\n{}\n```\n```C#\nfour();\n```\n```cs\nfive();\n```\n";

        Assert.Equal(
            [(3, "one();\n\ntwo();\n"), (10, "  three();\n"), (16, "four();\n"), (19, "five();\n")],
            CodeBlock.Of("page.md", Text).Select(block => (block.Line, block.Code)));
    }

    private static IReadOnlyList<string> FindErrors(string page, string markdown) =>
        PageProgram.FindErrors(CodeBlock.Of(page, markdown), ProjectKind.Of(page));
}
