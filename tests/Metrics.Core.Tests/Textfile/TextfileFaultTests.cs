using System.Diagnostics;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Tests.Support;
using PrometheusMetrics.Textfile;

namespace PrometheusMetrics.Tests.Textfile;

/// <summary>Whatever prevents a text file from being written, the previous one stays, and nothing else.</summary>
public class TextfileFaultTests : TextfileTest
{
    [Fact]
    public async Task A_failure_in_the_middle_leaves_the_previous_file()
    {
        await File.WriteAllTextAsync(FilePath, "old 1\n");
        var failure = new InvalidTimeZoneException();

        var thrown = await Assert.ThrowsAsync<InvalidTimeZoneException>(() => Writer.WriteAsync(new BreakingSource(() => throw failure)));

        Assert.Same(failure, thrown);
        Assert.Equal("old 1\n", await File.ReadAllTextAsync(FilePath));
        Assert.Equal(["app.prom"], Files);
    }

    [Fact]
    public async Task A_cancelled_write_leaves_the_previous_file()
    {
        await File.WriteAllTextAsync(FilePath, "old 1\n");
        using var cancellation = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Writer.WriteAsync(new BreakingSource(cancellation.Cancel), cancellation.Token));

        Assert.Equal("old 1\n", await File.ReadAllTextAsync(FilePath));
        Assert.Equal(["app.prom"], Files);
    }

    [Fact]
    public async Task Nothing_is_written_if_collecting_fails()
    {
        using var registry = new MetricRegistry(new MetricRegistryOptions { FailOnCollectorError = true });
        registry.Register(new TestCollector(
            [new MetricDescriptor(MetricType.Gauge, "x", "")],
            new Action<MetricVisitor>(_ => throw new InvalidOperationException("broken"))));

        await Assert.ThrowsAsync<CollectionFailedException>(() => Writer.WriteAsync(registry));

        Assert.Empty(Files);
    }

    [Fact]
    public async Task A_missing_folder_is_named_and_not_created()
    {
        var path = PathOf("missing\n/app.prom");

        var exception = await Assert.ThrowsAsync<IOException>(() => new TextfileWriter(path).WriteAsync(Registry));

        Assert.Equal(
            $@"The text file '{Folder}/missing\n/app.prom' was not written, and is unchanged: " +
            $@"the folder '{Folder}/missing\n' does not exist. Create it, or correct the path.",
            exception.Message);
        Assert.IsType<DirectoryNotFoundException>(exception.InnerException);
        Assert.Empty(Files);
    }

    [Fact]
    public async Task A_folder_of_the_same_name_is_an_error()
    {
        Directory.CreateDirectory(FilePath);

        var exception = await Assert.ThrowsAsync<IOException>(() => Writer.WriteAsync(Registry));

        Assert.EndsWith(" there is a folder of this name. Remove it, or choose another name.", exception.Message, StringComparison.Ordinal);
        Assert.Equal(["app.prom"], Files);
    }

    [Fact]
    public async Task A_folder_without_permission_is_named()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Nobody may create a file in /sys, which Linux only has.");

        var exception = await Assert.ThrowsAsync<IOException>(() => new TextfileWriter("/sys/app.prom").WriteAsync(Registry));

        Assert.Equal(
            "The text file '/sys/app.prom' was not written, and is unchanged: access to the folder '/sys' is denied. " +
            "Permit the user of this process to create and replace files in it.",
            exception.Message);
    }

    [Fact]
    public async Task A_full_disk_leaves_the_previous_file_and_no_part_of_the_new_one()
    {
        Assert.SkipUnless(
            Environment.IsPrivilegedProcess && OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", Folder),
            "A small file system can be mounted by root on Linux only.");
        try
        {
            await File.WriteAllTextAsync(FilePath, "old 1\n");

            var exception = await Assert.ThrowsAsync<IOException>(() => Writer.WriteAsync(new BreakingSource(() => { })));

            Assert.Contains(" No space left on device", exception.Message, StringComparison.Ordinal);
            Assert.Equal("old 1\n", await File.ReadAllTextAsync(FilePath));
            Assert.Equal(["app.prom"], Files);
        }
        finally
        {
            Assert.True(Run("umount", Folder));
        }
    }

    [Fact]
    public async Task What_a_killed_process_left_behind_is_deleted_after_an_hour_and_nothing_else()
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        Create("app.prom.abcdefgh.xyz.tmp", now.AddHours(-1.1));
        Create("app.prom.ijklmnop.xyz.tmp", now);
        string[] others = ["app.prom.backup.tmp", "app.prom.tmp", "other.prom.abcdefgh.xyz.tmp", "app.prom.abcdefgh.xyz.prom", ".tmp"];
        Assert.All(others, name => Create(name, now.AddYears(-1)));

        await Writer.WriteAsync(Registry);

        Assert.Equal(((string[])[.. others, "app.prom", "app.prom.ijklmnop.xyz.tmp"]).Order(), Files);

        void Create(string name, DateTime time)
        {
            File.WriteAllText(PathOf(name), "");
            File.SetLastWriteTimeUtc(PathOf(name), time);
        }
    }

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
