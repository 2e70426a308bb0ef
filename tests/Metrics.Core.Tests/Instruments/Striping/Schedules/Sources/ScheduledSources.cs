using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments.Striping.Schedules;

/// <summary>The sources of the cells, compiled once more, so that each access to memory that threads share is a step of a schedule. The
/// scenarios are compiled with them.</summary>
internal sealed class ScheduledSources
{
    private const string AssemblyName = "Metrics.Core.Tests.Schedules";

    // The types of the runtime whose place others take, and those that every file uses.
    private const string Usings =
        """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Xunit;
        global using Interlocked = PrometheusMetrics.Tests.Instruments.Striping.Schedules.ScheduledInterlocked;
        global using Lock = PrometheusMetrics.Tests.Instruments.Striping.Schedules.ScheduledLock;
        global using SpinWait = PrometheusMetrics.Tests.Instruments.Striping.Schedules.ScheduledSpinWait;
        global using StackPage = PrometheusMetrics.Tests.Instruments.Striping.Schedules.ScheduledStackPage;
        global using Thread = PrometheusMetrics.Tests.Instruments.Striping.Schedules.ScheduledThread;
        global using Volatile = PrometheusMetrics.Tests.Instruments.Striping.Schedules.ScheduledVolatile;
        """;

    // So that short schedules claim cells and give them back.
    private static readonly Edit[] SmallNumbers =
    [
        new("Contention.cs", "Threshold = 16", "Threshold = 1"),
        new("OwnedCells.cs", "AdditionsPerCell = 64", "AdditionsPerCell = 2"),
        new("OwnedCells.cs", "QuietSweeps = 3", "QuietSweeps = 0"),
        new("GaugeCells.cs", "MaxAttempts = 32", "MaxAttempts = 2"),
        new("StripedAccumulator.cs", "SpinLimit = 20", "SpinLimit = 2"),
        new("StripedCounter.cs", "ulong.MaxValue / 256", "ulong.MaxValue / 2"),
    ];

    private static readonly string[] NativeFiles =
    [
        "BucketIndexer.cs",
        "BucketKey.cs",
        "NativeBounds.cs",
        "NativeBucket.cs",
        "NativeBuckets.cs",
        "NativeCell.cs",
        "NativeHistogramSnapshot.cs",
        "NativeLayout.cs",
        "NativeObservation.cs",
    ];

    private static readonly CSharpParseOptions Syntax = new(LanguageVersion.CSharp14);

    // The true sources, as they are and with their steps: most of a compilation serves all of those with other edits.
    private static readonly Lazy<(CSharpCompilation Plain, CSharpCompilation Scheduled)> True = new(static () =>
    {
        var plain = CompilePlain();
        return (plain, plain.RemoveAllSyntaxTrees().AddSyntaxTrees(plain.SyntaxTrees.Select(tree => Schedule(plain, tree))));
    });

    private readonly Assembly _assembly;

    /// <param name="edits">Changes of the sources.</param>
    public ScheduledSources(params IEnumerable<Edit> edits)
    {
        _assembly = Load(Compile(edits));

        // Not in a schedule: a thread that waits for the constructor of a type cannot give its turn back.
        foreach (var type in _assembly.GetTypes().Where(type => !type.ContainsGenericParameters))
        {
            RuntimeHelpers.RunClassConstructor(type.TypeHandle);
        }
    }

    /// <summary>Returns what creates a scenario that uses the sources.</summary>
    /// <param name="scenario">The name of its type.</param>
    public Func<Scenario> Find(string scenario)
    {
        var type = _assembly.GetType($"{typeof(Scenario).Namespace}.{scenario}", throwOnError: true)!;
        return () => (Scenario)Activator.CreateInstance(type)!;
    }

    private static CSharpCompilation CompilePlain()
    {
        var instruments = Repository.PathOf("src", "Metrics.Core", "Instruments");
        var scenarios = Repository.PathOf("tests", "Metrics.Core.Tests", "Instruments", "Striping", "Schedules", "Scenarios");
        IEnumerable<string> files =
        [
            .. Directory.EnumerateFiles(Path.Combine(instruments, "Striping"), "*.cs"),
            .. NativeFiles.Select(file => Path.Combine(instruments, "Native", file)),
            Path.Combine(instruments, "AtomicDouble.cs"),
            .. Directory.EnumerateFiles(scenarios, "*.cs"),
        ];
        var texts = files.Select(file => (Name: Path.GetFileName(file), Text: File.ReadAllText(file))).ToList();
        return CSharpCompilation.Create(
            AssemblyName,
            [
                Parse("Usings.cs", Usings),
                .. texts.Where(file => file.Name != "StackPage.cs")
                    .Select(file => Parse(file.Name, Apply(SmallNumbers, file.Name, file.Text))),
            ],
            ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
                .Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary,
                optimizationLevel: OptimizationLevel.Release,
                nullableContextOptions: NullableContextOptions.Enable));
    }

    private static CSharpCompilation Compile(IEnumerable<Edit> edits)
    {
        var (plain, scheduled) = True.Value;
        foreach (var edit in edits.ToLookup(edit => edit.File))
        {
            var before = plain.SyntaxTrees.Single(tree => tree.FilePath == edit.Key);
            var after = Parse(edit.Key, Apply(edit, edit.Key, before.ToString()));
            plain = plain.ReplaceSyntaxTree(before, after);
            scheduled = scheduled.ReplaceSyntaxTree(
                scheduled.SyntaxTrees.Single(tree => tree.FilePath == edit.Key), Schedule(plain, after));
        }

        return scheduled;
    }

    private static string Apply(IEnumerable<Edit> edits, string file, string text) =>
        edits.Where(edit => edit.File == file).Aggregate(text, static (text, edit) => edit.Apply(text));

    private static Assembly Load(CSharpCompilation compilation)
    {
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        Assert.True(
            result.Success,
            string.Join('\n', result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)));
        return Assembly.Load(image.ToArray());
    }

    // The tables of native histograms change and are copied in one step each. The result is parsed from its text, because some of its parts
    // were not parsed where they are.
    private static SyntaxTree Schedule(CSharpCompilation compilation, SyntaxTree tree) => NativeFiles.Contains(tree.FilePath)
        ? tree
        : Parse(tree.FilePath, PlainAccessRewriter.Rewrite(compilation.GetSemanticModel(tree)).ToString());

    private static SyntaxTree Parse(string file, string text) => CSharpSyntaxTree.ParseText(text, Syntax, path: file);
}
