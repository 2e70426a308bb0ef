using PrometheusMetrics;

namespace GameServer;

internal static class GameMetrics
{
    public static readonly MetricRegistry Registry = new();

    private static readonly MetricFactory Factory = new(Registry);

    public static readonly ICounter Ticks = Factory.CreateCounter("game_ticks_total", "Ticks of the game.");

    public static readonly IMetricFamily<IGauge> Players = Factory.CreateGauge("game_players", "Players in a world.", "world");
}
