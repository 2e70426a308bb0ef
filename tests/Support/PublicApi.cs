using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace PrometheusMetrics.Tests.Support;

/// <summary>The public API of an assembly as text, to be compared with the text that was approved.</summary>
internal static class PublicApi
{
    // Each collides with a name of the framework that a user has in scope.
    private static readonly string[] ForbiddenNames = ["Metrics", "Timer", "ITimer", "MetricsOptions", "IMetricsBuilder", "AddMetrics"];

    /// <summary>Fails, with the difference, if the API of the assembly is not what <c>PublicApi.approved.txt</c> in its test project says.</summary>
    public static void RequireApproved(Assembly assembly)
    {
        var project = $"{assembly.GetName().Name}.Tests";
        var approvedPath = Repository.PathOf("tests", project, "PublicApi.approved.txt");
        var approved = File.Exists(approvedPath) ? File.ReadAllText(approvedPath) : "";
        var received = Print(assembly);
        if (approved == received)
        {
            return;
        }

        var receivedPath = Path.Combine(AppContext.BaseDirectory, $"{project}.PublicApi.received.txt");
        File.WriteAllText(receivedPath, received);
        Assert.Fail($"The public API has changed:\n{Difference(approved, received)}\nIf that is meant: cp {receivedPath} {approvedPath}");
    }

    /// <summary>Fails if a public type or method has a name that collides with the framework's.</summary>
    public static void RequireNoForbiddenNames(Assembly assembly)
    {
        var names = assembly.GetExportedTypes().SelectMany(type => type.GetMembers().Select(member => member.Name).Append(type.Name.Split('`')[0]));
        Assert.Empty(names.Intersect(ForbiddenNames, StringComparer.Ordinal));
    }

    public static string Print(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var friend in assembly.GetCustomAttributes<InternalsVisibleToAttribute>().Select(friend => friend.AssemblyName).Order(StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"[assembly: InternalsVisibleTo(\"{friend}\")]\n");
        }

        foreach (var type in assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            text.Append('\n').Append(PublicApiPrinter.Print(type));
        }

        return text.ToString().TrimStart('\n');
    }

    /// <summary>Lines of the one text that the other lacks: enough to see what changed, since every line is one member.</summary>
    private static string Difference(string approved, string received)
    {
        var (before, after) = (Members(approved), Members(received));
        var lines = before.Except(after, StringComparer.Ordinal).Select(line => "- " + line)
            .Concat(after.Except(before, StringComparer.Ordinal).Select(line => "+ " + line));
        var text = string.Join('\n', lines);
        return text.Length > 0 ? text : "(only the order of the lines, or an empty line)";
    }

    private static List<string> Members(string api)
    {
        var members = new List<string>();
        var type = "";
        foreach (var line in api.Split('\n').Where(line => line.Length > 0))
        {
            type = line[0] == ' ' ? type : line;
            members.Add(line[0] == ' ' ? $"{type} :: {line.Trim()}" : line);
        }

        return members;
    }
}
