using System.Globalization;

namespace GameServer;

/// <summary>Runs the worlds of a file: each line has a loaded world and the number of its players.</summary>
internal sealed class Game(string file)
{
    private HashSet<string> _worlds = [];

    public void Tick()
    {
        GameMetrics.Ticks.Inc();
        var worlds = new HashSet<string>();
        foreach (var line in File.ReadLines(file))
        {
            var (world, players) = line.Split(' ') is [var name, var number] ? (name, number) : throw new FormatException(line);
            GameMetrics.Players.WithLabels(world).Set(int.Parse(players, CultureInfo.InvariantCulture));
            worlds.Add(world);
        }

        foreach (var unloaded in _worlds.Except(worlds))
        {
            GameMetrics.Players.Remove(unloaded);
        }

        _worlds = worlds;
    }
}
