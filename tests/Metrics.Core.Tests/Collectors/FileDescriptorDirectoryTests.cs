using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Collectors;

public sealed class FileDescriptorDirectoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public FileDescriptorDirectoryTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "The C library is Linux's.");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    public void Every_entry_counts_but_that_of_the_listing_itself(int entries)
    {
        for (var i = 0; i < entries; i++)
        {
            _folder.Write($"{i}", "");
        }

        Assert.Equal(entries - 1, new FileDescriptorDirectory(_folder.FullPath).Count());
    }

    //
    [Fact]
    public void A_folder_that_is_missing_or_empty_gives_nothing()
    {
        Assert.Null(new FileDescriptorDirectory(_folder.FullPath).Count());
        Assert.Null(new FileDescriptorDirectory(_folder["fd"]).Count());
    }
}
