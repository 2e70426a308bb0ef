namespace RouterExporter;

internal sealed record RouterStatus(
    DateTimeOffset Started, double? Temperature, IReadOnlyList<RouterInterface> Interfaces, IReadOnlyList<RouterClient> Clients);

internal sealed record RouterInterface(string Name, bool IsUp, double Speed, double ReceivedBytes);

internal sealed record RouterClient(string Name, DateTimeOffset LastSeen);
