namespace Shop.Measurements;

/// <summary>A class of the application's own, as many applications have one.</summary>
internal static class Metrics
{
    public static string NameOf(string what) => "shop_" + what;
}
