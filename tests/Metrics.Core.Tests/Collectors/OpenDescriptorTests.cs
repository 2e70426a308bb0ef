using System.Runtime.ExceptionServices;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Collectors;

// The runtime keeps each assembly's file open, so everything here is called once before anything is counted. It also opens and closes files
// of its own at any time, so what is wrong once is counted again.
[Collection(nameof(RunsAlone))]
public sealed class OpenDescriptorTests
{
    private readonly FileDescriptorDirectory _folder = new("/proc/self/fd");

    public OpenDescriptorTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has this folder.");

    [Fact]
    public void Each_open_file_counts_once()
    {
        var collector = new ProcessCollector();
        _ = CountWith(1, collector);

        HoldsOnce(() =>
        {
            var before = CountWith(0, collector);
            Assert.Equal(before + 1, CountWith(1, collector));
            Assert.Equal(before + 500, CountWith(500, collector));
            Assert.Equal(before, CountWith(0, collector));
        });
    }

    // An enumeration of .NET returns the directory's entries, its own handle among them.
    [Fact]
    public void What_is_counted_is_what_is_in_the_folder()
    {
        _ = (CountByEnumeration(), _folder.Count());

        HoldsOnce(() => Assert.Equal(CountByEnumeration() - 1, _folder.Count()));
    }

    [Fact]
    public void Counting_leaves_no_descriptor_open()
    {
        _ = _folder.Count();
        HoldsOnce(() =>
        {
            var before = _folder.Count();
            for (var i = 0; i < 100; i++)
            {
                _ = _folder.Count();
            }

            Assert.Equal(before, _folder.Count());
        });
    }

    private static void HoldsOnce(Action test)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (Record.Exception(test) is not { } failure)
            {
                return;
            }

            if (attempt == 20)
            {
                ExceptionDispatchInfo.Throw(failure);
            }
        }
    }

    private static int CountByEnumeration() => Directory.GetFileSystemEntries("/proc/self/fd").Length;

    private static double? CountWith(int files, ProcessCollector collector)
    {
        var handles = Enumerable.Range(0, files).Select(_ => File.OpenHandle("/dev/null")).ToList();
        var count = RecordingVisitor.Of(collector).Value("process_open_fds");
        handles.ForEach(handle => handle.Dispose());
        return count;
    }
}
