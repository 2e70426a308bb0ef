
namespace PrometheusMetrics.Collectors;

public sealed class ProcLimitsTests
{
    [Fact]
    public void Soft_limits_are_read_not_hard_ones()
    {
        var limits = ProcLimits.Parse(
            """
            Limit                     Soft Limit           Hard Limit           Units     
            Max open files            1024                 1048576              files     
            Max address space         18446744073709551614 unlimited            bytes     
            """u8);

        Assert.Equal(new ProcLimits(OpenFiles: 1024, AddressSpaceBytes: 18446744073709551614), limits);
    }

    // D-13
    [Fact]
    public void Unlimited_is_no_number()
    {
        var limits = ProcLimits.Parse(
            """
            Max open files            unlimited            unlimited            files     
            Max address space         unlimited            unlimited            bytes     
            """u8);

        Assert.Equal(new ProcLimits(OpenFiles: null, AddressSpaceBytes: null), limits);
    }

    [Fact]
    public void One_limit_may_be_there_without_the_other()
    {
        Assert.Equal(new ProcLimits(OpenFiles: 64, AddressSpaceBytes: null), ProcLimits.Parse("Max open files            64"u8));
        Assert.Equal(default, ProcLimits.Parse(""u8));
    }
}
