using System.Globalization;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PrometheusMetrics.Tests.Documentation.Pages;

/// <summary>The blocks of a page as a reader types them into a new project: one Program.cs with the usings at its top, then the statements
/// and at last the types. A block with a namespace is a file of its own. A page that shows several programs has the files of all of them; a
/// file that declares the same type again replaces the one before.</summary>
internal static class PageProgram
{
    private static readonly CSharpParseOptions Syntax = new(LanguageVersion.CSharp14);

    // As the SDK does: a package was compiled with an older version of the framework.
    private static readonly Dictionary<string, ReportDiagnostic> NotShown = new() { ["CS1701"] = ReportDiagnostic.Suppress };

    /// <summary>Compiles the blocks from the first one to each of them, because a page is read from its top.</summary>
    /// <returns>The errors and warnings of the first step that has some, with their lines in the page.</returns>
    public static IReadOnlyList<string> FindErrors(IReadOnlyList<CodeBlock> blocks, ProjectKind project) =>
        Enumerable.Range(1, blocks.Count)
            .Select(count => CurrentProgram(blocks.Take(count), project))
            .Select(program => FindErrors(Compile(program.Blocks, program.Project)))
            .FirstOrDefault(errors => errors.Count > 0) ?? [];

    /// <summary>Compiles all blocks and loads the result.</summary>
    public static Assembly Load(IReadOnlyList<CodeBlock> blocks, ProjectKind project)
    {
        using var assembly = new MemoryStream();
        var result = Compile(blocks, project).Emit(assembly);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        return Assembly.Load(assembly.ToArray());
    }

    private static (IReadOnlyList<CodeBlock> Blocks, ProjectKind Project) CurrentProgram(
        IEnumerable<CodeBlock> read, ProjectKind project)
    {
        var blocks = new List<CodeBlock>();
        foreach (var block in read)
        {
            var type = DeclaredType(block);
            blocks.RemoveAll(earlier =>
                type is null ? block.BeginsProgram && DeclaredType(earlier) is null : DeclaredType(earlier) == type);
            blocks.Add(block);
            project = block.BeginsProgram ? ProjectKind.Of(block) : project;
        }

        return (blocks, project);
    }

    // null if the block is no file of its own.
    private static string? DeclaredType(CodeBlock block) =>
        SyntaxFactory.ParseCompilationUnit(block.Code, options: Syntax).Members.OfType<BaseNamespaceDeclarationSyntax>().FirstOrDefault()
            is { } space
            ? $"{space.Name}.{space.Members.OfType<BaseTypeDeclarationSyntax>().First().Identifier}"
            : null;

    private static IReadOnlyList<string> FindErrors(CSharpCompilation compilation) =>
    [
        .. compilation.GetDiagnostics()
            .Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)
            .Select(diagnostic => diagnostic.ToString()),
    ];

    private static CSharpCompilation Compile(IReadOnlyList<CodeBlock> blocks, ProjectKind project)
    {
        var units = blocks.Select(block => (Block: block, Unit: SyntaxFactory.ParseCompilationUnit(block.Code, options: Syntax))).ToList();
        var files = units.ToLookup(unit => unit.Unit.Members.OfType<BaseNamespaceDeclarationSyntax>().Any());
        List<string> sources =
        [
            project.ImplicitUsings,
            .. project.SourceFiles.Select(File.ReadAllText),
            Join(files[false]),
            .. files[true].Select(file => Show(file.Block, file.Unit)),
        ];
        var isProgram = units.Any(unit => unit.Unit.Members.Any(member => member is GlobalStatementSyntax));
        return CSharpCompilation.Create(
            "Page",
            sources.Select(source => CSharpSyntaxTree.ParseText(source, Syntax)),
            project.MetadataReferences,
            new CSharpCompilationOptions(
                isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary,
                specificDiagnosticOptions: NotShown,
                nullableContextOptions: NullableContextOptions.Enable));
    }

    private static string Join(IEnumerable<(CodeBlock Block, CompilationUnitSyntax Unit)> units)
    {
        var all = units.ToList();
        var usings = all.SelectMany(unit => unit.Unit.Usings.Select(@using => (unit.Block, Node: (SyntaxNode)@using)));
        var members = all.SelectMany(unit => unit.Unit.Members.Select(member => (unit.Block, Node: (SyntaxNode)member))).ToLookup(
            member => member.Node is GlobalStatementSyntax);
        return string.Concat(
            usings.DistinctBy(@using => @using.Node.ToString()).Concat(members[true]).Concat(members[false])
                .Select(part => Show(part.Block, part.Node)));
    }

    // The compiler then reports the line of the page.
    private static string Show(CodeBlock block, SyntaxNode node)
    {
        var line = block.Line + block.Code.AsSpan(0, node.FullSpan.Start).Count('\n');
        return string.Create(CultureInfo.InvariantCulture, $"#line {line} \"{block.Page}\"\n{node.ToFullString()}\n");
    }
}
