// Prints what Stryker's reports say: a table of the areas, and the mutants that survived, in the form in which
// eng/mutation/survivors.md lists them. Fails if one of them is not listed there.
// eng/mutation.sh calls it: report.cs <list> <output folder of an area>...
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

var listed = Listed(File.ReadLines(args[0]));
var found = new HashSet<Survivor>();
var table = new List<string>
{
    $"{"area",-14}{"mutants",9}{"killed",9}{"timeout",9}{"survived",10}{"not covered",13}{"explained",11}{"score",9}",
};
foreach (var folder in args[1..])
{
    var mutants = Read(Path.Combine(folder, "reports", "mutation-report.json"));
    var survivors = mutants.Where(mutant => mutant.Status is "Survived" or "NoCoverage").ToList();
    Console.WriteLine($"Survivors of {Path.GetFileName(folder)}, * those that {args[0]} does not explain:");
    foreach (var (line, survivor) in survivors.Select(mutant => (mutant.Line, mutant.Survivor)))
    {
        found.Add(survivor);
        var mark = listed.Contains(survivor) ? ' ' : '*';
        Console.WriteLine($"{mark} {survivor.File}:{line}\n  - `{survivor.Before}` → `{survivor.After}`");
    }

    int Count(string status) => mutants.Count(mutant => mutant.Status == status);
    var score = 100.0 * (mutants.Count - survivors.Count) / Math.Max(mutants.Count, 1);
    var explained = survivors.Count(mutant => listed.Contains(mutant.Survivor));
    table.Add(string.Create(
        CultureInfo.InvariantCulture,
        $"{Path.GetFileName(folder),-14}{mutants.Count,9}{Count("Killed"),9}{Count("Timeout"),9}{Count("Survived"),10}" +
        $"{Count("NoCoverage"),13}{explained,11}{score,8:0.0}%"));
}

Console.WriteLine($"\n{string.Join('\n', table)}");
var areas = args[1..].Select(folder => $"/{Path.GetFileName(folder)}/").ToList();
foreach (var killed in listed.Where(survivor => areas.Exists(survivor.File.Contains)).Except(found))
{
    Console.WriteLine($"{args[0]} lists a mutant that does not survive any more: {killed.File}: `{killed.Before}` → `{killed.After}`");
}

return found.IsSubsetOf(listed) ? 0 : 1;

static HashSet<Survivor> Listed(IEnumerable<string> lines)
{
    var survivors = new HashSet<Survivor>();
    var file = "";
    foreach (var line in lines)
    {
        if (line.StartsWith("### ", StringComparison.Ordinal))
        {
            file = line[4..].Trim('`');
        }
        else if (Regex.Match(line, "^- `(?<before>.+?)` → `(?<after>.+?)`", RegexOptions.ExplicitCapture) is { Success: true } entry)
        {
            survivors.Add(new Survivor(file, entry.Groups["before"].Value, entry.Groups["after"].Value));
        }
    }

    return survivors;
}

static List<Mutant> Read(string path)
{
    using var report = JsonDocument.Parse(File.ReadAllText(path));
    var root = Directory.GetCurrentDirectory();
    var mutants = new List<Mutant>();
    foreach (var file in report.RootElement.GetProperty("files").EnumerateObject())
    {
        var lines = file.Value.GetProperty("source").GetString()!.Split('\n');
        foreach (var mutant in file.Value.GetProperty("mutants").EnumerateArray())
        {
            // What did not compile or is ignored by the configuration tells nothing about the tests.
            if (mutant.GetProperty("status").GetString() is { } status and not ("Ignored" or "CompileError"))
            {
                mutants.Add(new Mutant(
                    status,
                    mutant.GetProperty("location").GetProperty("start").GetProperty("line").GetInt32(),
                    Describe(Path.GetRelativePath(root, file.Name), lines, mutant)));
            }
        }
    }

    return mutants;
}

// A change within a line is shown with the whole line, any other alone; so an entry of the list stays true when lines move.
static Survivor Describe(string file, string[] lines, JsonElement mutant)
{
    var (first, from) = Position(mutant, "start");
    var (last, to) = Position(mutant, "end");
    var replacement = mutant.GetProperty("replacement").GetString()!;
    if (first == last)
    {
        return new Survivor(file, Shorten(lines[first]), Shorten($"{lines[first][..from]}{replacement}{lines[first][to..]}"));
    }

    var span = $"{lines[first][from..]}\n{string.Join('\n', lines[(first + 1)..last])}\n{lines[last][..to]}";
    return new Survivor(file, Shorten(span), Shorten(replacement));
}

static (int Line, int Column) Position(JsonElement mutant, string end)
{
    var position = mutant.GetProperty("location").GetProperty(end);
    return (position.GetProperty("line").GetInt32() - 1, position.GetProperty("column").GetInt32() - 1);
}

static string Shorten(string code)
{
    const int MaxLength = 160;
    var line = Regex.Replace(code, @"\s+", " ").Trim();
    return line.Length <= MaxLength ? line : line[..MaxLength] + "…";
}

internal sealed record Survivor(string File, string Before, string After);

internal sealed record Mutant(string Status, int Line, Survivor Survivor);
