#:property PublishAot=false

// Checks what stands in the packages of a folder: dotnet run eng/check-packages.cs -- <folder> <root of the repository> <commit>
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using System.Xml.Linq;

if (args is not [var folder, var root, var commit])
{
    Console.Error.WriteLine("usage: check-packages.cs <folder> <root of the repository> <commit>");
    return 2;
}

const string Target = "net10.0";

// Kind of debug information in which the compiler embeds a source, see the specification of portable PDBs.
var embeddedSource = new Guid("0E8A571B-6926-466E-B4AD-8AB04611F5FE");

var address = XDocument.Load(Path.Combine(root, "Directory.Build.props")).Descendants("RepositoryUrl").Single().Value;
string[] buildersFolders = [root, Environment.GetFolderPath(Environment.SpecialFolder.UserProfile)];

Expected[] packages =
[
    new("Metrics.Abstractions", [], []),
    new("Metrics.Core", ["Metrics.Abstractions"], []),
    new(
        "Metrics.Hosting",
        [
            "Metrics.Core",
            "Microsoft.Extensions.Configuration.Abstractions",
            "Microsoft.Extensions.DependencyInjection.Abstractions",
            "Microsoft.Extensions.Diagnostics.HealthChecks",
            "Microsoft.Extensions.Hosting",
            "Microsoft.Extensions.Hosting.Abstractions",
            "Microsoft.Extensions.Http",
            "Microsoft.Extensions.Logging.Abstractions",
            "Microsoft.Extensions.Options",
        ],
        []),
    new("Metrics.AspNetCore", ["Metrics.Hosting"], ["Microsoft.AspNetCore.App"]),
    new("Metrics.Testing", ["Metrics.Core"], []),
    new("Metrics.PrometheusNet", ["Metrics.Hosting", "prometheus-net"], []),
];

var faults = new List<string>();
var version = VersionOf(packages[0].Id);
var files = packages.SelectMany(package => new[] { $"{package.Id}.{version}.nupkg", $"{package.Id}.{version}.snupkg" });
if (CheckSame("The files", Directory.EnumerateFiles(folder).Select(file => Path.GetFileName(file)!), files))
{
    foreach (var package in packages)
    {
        CheckPackage(package);
    }
}

foreach (var fault in faults)
{
    Console.Error.WriteLine(fault);
}

return faults.Count == 0 ? 0 : 1;

string VersionOf(string id)
{
    var file = Directory.EnumerateFiles(folder, id + ".*.nupkg").FirstOrDefault();
    return file is null ? "?" : Path.GetFileNameWithoutExtension(file)[(id.Length + 1)..];
}

void CheckPackage(Expected package)
{
    var path = Path.Combine(folder, $"{package.Id}.{version}.nupkg");
    using var archive = ZipFile.OpenRead(path);
    using var symbols = ZipFile.OpenRead(Path.ChangeExtension(path, ".snupkg"));
    var isWhole = CheckSame(
        $"{package.Id}: the content",
        archive.Entries.Select(entry => entry.FullName).Where(name => !IsOfTheContainer(name)),
        [$"{package.Id}.nuspec", "README.md", "icon.png", $"lib/{Target}/{package.Id}.dll", $"lib/{Target}/{package.Id}.xml"]);
    isWhole &= CheckSame(
        $"{package.Id}: the symbols",
        symbols.Entries.Select(entry => entry.FullName).Where(name => name.EndsWith(".pdb", StringComparison.Ordinal)),
        [$"lib/{Target}/{package.Id}.pdb"]);
    if (!isWhole)
    {
        return;
    }

    CheckMetadata(package, Read(archive, package.Id + ".nuspec"));
    CheckIcon(package, Read(archive, "icon.png"));
    CheckPaths($"{package.Id}.xml", Read(archive, $"lib/{Target}/{package.Id}.xml"));
    var sources = CheckAssembly(
        package, Read(archive, $"lib/{Target}/{package.Id}.dll"), Read(symbols, $"lib/{Target}/{package.Id}.pdb"));
    Console.WriteLine(
        $"{package.Id} {version}: {new FileInfo(path).Length / 1024} KB, symbols of {sources} sources, "
        + $"needs {string.Join(", ", [.. package.Dependencies, .. package.Frameworks, Target])}");
}

void CheckMetadata(Expected package, byte[] nuspec)
{
    var metadata = XDocument.Load(new MemoryStream(nuspec)).Root!.Elements().Single(element => element.Name.LocalName == "metadata");
    CheckText("id", package.Id);
    CheckText("version", version);
    CheckText("license", "MIT");
    CheckText("icon", "icon.png");
    CheckText("readme", "README.md");
    CheckText("projectUrl", address);
    CheckText("releaseNotes", address + "/blob/main/CHANGELOG.md");
    foreach (var name in new[] { "authors", "description", "copyright", "tags" })
    {
        Check(Text(name).Length > 0, $"{package.Id}: the nuspec has no {name}.");
    }

    var repository = Elements(metadata, "repository").SingleOrDefault();
    CheckEqual($"{package.Id}: the repository", (string?)repository?.Attribute("url"), address);
    CheckEqual($"{package.Id}: the commit", (string?)repository?.Attribute("commit"), commit);
    CheckSame($"{package.Id}: the frameworks", Attributes("group", "targetFramework"), [Target]);
    CheckSame($"{package.Id}: the dependencies", Attributes("dependency", "id"), package.Dependencies);
    CheckSame($"{package.Id}: the shared frameworks", Attributes("frameworkReference", "name"), package.Frameworks);
    foreach (var dependency in Elements(metadata, "dependency"))
    {
        var id = (string)dependency.Attribute("id")!;
        if (packages.Any(other => other.Id == id))
        {
            CheckEqual($"{package.Id}: the version of {id}", (string?)dependency.Attribute("version"), version);
        }
    }

    IEnumerable<string> Attributes(string element, string name) =>
        Elements(metadata, element).Select(found => (string)found.Attribute(name)!);

    string Text(string name) => Elements(metadata, name).SingleOrDefault()?.Value ?? "";

    void CheckText(string name, string expected) => CheckEqual($"{package.Id}: {name} in the nuspec", Text(name), expected);
}

void CheckIcon(Expected package, byte[] png)
{
    // A PNG begins with a signature of 8 bytes that holds its name, and the chunk IHDR: length, name, width, height.
    var isPng = png.AsSpan(1, 3).SequenceEqual("PNG"u8);
    var width = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16));
    var height = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20));
    Check(isPng && (width, height) is (128, 128), $"{package.Id}: the icon is no PNG of 128 x 128 pixels.");
}

int CheckAssembly(Expected package, byte[] dll, byte[] pdb)
{
    CheckPaths(package.Id + ".dll", dll);
    CheckPaths(package.Id + ".pdb", pdb);
    using var image = new PEReader(dll.ToImmutableArray());
    using var symbols = MetadataReaderProvider.FromPortablePdbImage(pdb.ToImmutableArray());
    var reader = symbols.GetMetadataReader();
    var debug = image.ReadDebugDirectory();
    var codeView = image.ReadCodeViewDebugDirectoryData(debug.First(entry => entry.Type == DebugDirectoryEntryType.CodeView));
    Check(codeView.Path.StartsWith("/_/", StringComparison.Ordinal), $"{package.Id}.dll names {codeView.Path} as its symbols.");
    var symbolsId = new BlobContentId(reader.DebugMetadataHeader!.Id).Guid;
    Check(codeView.Guid == symbolsId, $"{package.Id}: the symbols are those of another build.");
    Check(debug.Any(entry => entry.Type == DebugDirectoryEntryType.Reproducible), $"{package.Id}.dll was not built deterministically.");
    CheckEqual($"{package.Id}.dll: the version", InformationalVersion(image.GetMetadataReader()), $"{version}+{commit}");

    foreach (var document in reader.Documents)
    {
        var name = reader.GetString(reader.GetDocument(document).Name);
        Check(name.StartsWith("/_", StringComparison.Ordinal), $"{package.Id}.pdb names the source {name}.");
        foreach (var handle in reader.GetCustomDebugInformation(document))
        {
            var information = reader.GetCustomDebugInformation(handle);
            if (reader.GetGuid(information.Kind) == embeddedSource)
            {
                CheckPaths($"{name} in {package.Id}.pdb", Unpack(reader.GetBlobBytes(information.Value)));
            }
        }
    }

    return reader.Documents.Count;
}

// Four bytes that tell the length of a compressed source, or 0 if it is not compressed.
static byte[] Unpack(byte[] blob)
{
    var content = new MemoryStream(blob, 4, blob.Length - 4);
    if (BinaryPrimitives.ReadInt32LittleEndian(blob) == 0)
    {
        return content.ToArray();
    }

    using var unpacked = new MemoryStream();
    using var deflate = new DeflateStream(content, CompressionMode.Decompress);
    deflate.CopyTo(unpacked);
    return unpacked.ToArray();
}

static string? InformationalVersion(MetadataReader reader) => reader.GetAssemblyDefinition().GetCustomAttributes()
    .Select(reader.GetCustomAttribute)
    .Where(attribute => attribute.Constructor.Kind == HandleKind.MemberReference)
    .Select(attribute => (
        Type: reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent, Value: reader.GetBlobReader(attribute.Value)))
    .Where(attribute => attribute.Type.Kind == HandleKind.TypeReference
        && reader.GetString(reader.GetTypeReference((TypeReferenceHandle)attribute.Type).Name) == "AssemblyInformationalVersionAttribute")
    .Select(attribute =>
    {
        var value = attribute.Value;
        value.ReadUInt16();
        return value.ReadSerializedString();
    })
    .SingleOrDefault();

void CheckPaths(string name, byte[] content)
{
    foreach (var place in buildersFolders)
    {
        var found = content.AsSpan().IndexOf(Encoding.UTF8.GetBytes(place + "/")) >= 0
            || content.AsSpan().IndexOf(Encoding.Unicode.GetBytes(place + "/")) >= 0;
        Check(!found, $"{name} has a path of this machine in it: {place}/");
    }
}

static bool IsOfTheContainer(string name) =>
    name.StartsWith("_rels/", StringComparison.Ordinal)
    || name.StartsWith("package/", StringComparison.Ordinal)
    || name == "[Content_Types].xml";

static IEnumerable<XElement> Elements(XElement parent, string name) =>
    parent.Descendants().Where(element => element.Name.LocalName == name);

static byte[] Read(ZipArchive archive, string name)
{
    using var content = new MemoryStream();
    using var entry = archive.GetEntry(name)!.Open();
    entry.CopyTo(content);
    return content.ToArray();
}

void CheckEqual(string what, string? actual, string expected) =>
    Check(actual == expected, $"{what} should be '{expected}' and is '{actual}'.");

bool CheckSame(string what, IEnumerable<string> actual, IEnumerable<string> expected)
{
    var found = actual.ToHashSet(StringComparer.Ordinal);
    var wanted = expected.ToHashSet(StringComparer.Ordinal);
    return Check(found.SetEquals(wanted), $"{what} should be [{string.Join(", ", wanted)}] and are [{string.Join(", ", found)}].");
}

bool Check(bool isRight, string fault)
{
    if (!isRight)
    {
        faults.Add(fault);
    }

    return isRight;
}

internal sealed record Expected(string Id, string[] Dependencies, string[] Frameworks);
