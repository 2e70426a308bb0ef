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
    private static readonly Dictionary<string, string> Texts = ReadTexts();
    private static readonly Lazy<MetadataReference[]> References = new(() =>
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ]);

    private readonly Assembly _assembly;

    /// <param name="edits">Changes of the sources.</param>
    public ScheduledSources(params IEnumerable<Edit> edits)
    {
        _assembly = Load([.. SmallNumbers, .. edits]);

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

    private static Dictionary<string, string> ReadTexts()
    {
        var instruments = Repository.PathOf("src", "Metrics.Core", "Instruments");
        var scenarios = Repository.PathOf(
            "tests", "Metrics.Core.Tests", "Instruments", "Striping", "Schedules", "Scenarios");
        IEnumerable<string> files =
        [
            .. Directory.EnumerateFiles(Path.Combine(instruments, "Striping"), "*.cs"),
            .. NativeFiles.Select(file => Path.Combine(instruments, "Native", file)),
            Path.Combine(instruments, "AtomicDouble.cs"),
            .. Directory.EnumerateFiles(scenarios, "*.cs"),
        ];
        return files.Where(file => Path.GetFileName(file) != "StackPage.cs").ToDictionary(file => Path.GetFileName(file), File.ReadAllText);
    }

    private static Assembly Load(IReadOnlyList<Edit> edits)
    {
        var texts = new Dictionary<string, string>(Texts);
        foreach (var edit in edits)
        {
            texts[edit.File] = edit.Apply(texts[edit.File]);
        }

        var compilation = CSharpCompilation.Create(
            AssemblyName,
            [
                CSharpSyntaxTree.ParseText(Usings, Syntax),
                .. texts.Select(text => CSharpSyntaxTree.ParseText(text.Value, Syntax, path: text.Key)),
            ],
            References.Value,
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary,
                allowUnsafe: true,
                optimizationLevel: OptimizationLevel.Release,
                nullableContextOptions: NullableContextOptions.Enable));
        var scheduled = compilation.SyntaxTrees.Select(tree => Schedule(compilation.GetSemanticModel(tree)));
        using var image = new MemoryStream();
        var result = compilation.RemoveAllSyntaxTrees().AddSyntaxTrees(scheduled).Emit(image);
        Assert.True(
            result.Success,
            string.Join('\n', result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)));
        return Assembly.Load(image.ToArray());
    }

    // The tables of native histograms change and are copied in one step each.
    private static SyntaxTree Schedule(SemanticModel model) => Parse(
        NativeFiles.Contains(model.SyntaxTree.FilePath) ? model.SyntaxTree : PlainAccessRewriter.Rewrite(model));

    // From its text, because some of its parts were not parsed where they are.
    private static SyntaxTree Parse(SyntaxTree tree) => CSharpSyntaxTree.ParseText(tree.ToString(), Syntax, path: tree.FilePath);
}
