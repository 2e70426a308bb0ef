namespace PrometheusMetrics.Tests.Support;

/// <summary>A port that a test uses again after it was free for a moment.</summary>
internal static class FreedPort
{
    private const int Attempts = 10;

    /// <summary>Runs a test again if it finds its port in use, because another program may have taken it.</summary>
    public static async Task RunAsync(Func<Task> test)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await test();
                return;
            }
            catch (IOException error) when (attempt < Attempts && error.Message.Contains("is in use", StringComparison.Ordinal))
            {
                // Once more, with another port.
            }
        }
    }
}
