using System.Threading.Tasks;

namespace StaticShop;

/// <summary>One program text, compiled with prometheus-net and with docs/migration/StaticMetrics.cs.</summary>
public static class Shop
{
    /// <summary>Returns the metrics of the registry that is not the default one.</summary>
    public static async Task<string> RunAsync()
    {
        Orders.Run();
        await Warehouse.RunAsync();
        Sizes.Run();
        Payments.Run();
        return await Branches.RunAsync();
    }
}
