using System.Globalization;
using System.Runtime.InteropServices;
using PrometheusMetrics.AspNetCore;
using RouterExporter;

var (router, port) = (new Uri(args[0]), int.Parse(args[1], CultureInfo.InvariantCulture));
using var stop = new CancellationTokenSource();
using var onTerm = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
await using var server = await MetricsServer.StartAsync(
    RouterMetrics.Registry, new MetricsServerOptions { Host = "127.0.0.1", Port = port });
Console.WriteLine($"Listening on {server.Addresses[0]}");

using var client = new HttpClient();
var probe = new RouterProbe(client, router);
using var timer = new PeriodicTimer(TimeSpan.FromSeconds(0.2));
try
{
    do
    {
        await probe.RunAsync(stop.Token);
    }
    while (await timer.WaitForNextTickAsync(stop.Token));
}
catch (OperationCanceledException)
{
    Console.WriteLine("Stopped.");
}

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}
