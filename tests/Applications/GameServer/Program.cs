using System.Globalization;
using System.Runtime.InteropServices;
using GameServer;

// Some metrics are there after the first collection only: this way they always are.
GC.Collect();
var game = new Game(args[0]);
var metrics = new MetricsEndpoint(int.Parse(args[1], CultureInfo.InvariantCulture));
var reloads = 0;
using var stop = new CancellationTokenSource();
using var onTerm = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
{
    signal.Cancel = true;
    stop.Cancel();
});

// An administrator switches the metrics off and on by SIGHUP.
using var onReload = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
{
    signal.Cancel = true;
    Interlocked.Increment(ref reloads);
});

await metrics.StartAsync();
using var timer = new PeriodicTimer(TimeSpan.FromSeconds(0.05));
var reloaded = 0;
try
{
    while (await timer.WaitForNextTickAsync(stop.Token))
    {
        game.Tick();
        if (Volatile.Read(ref reloads) != reloaded)
        {
            reloaded++;
            await metrics.ToggleAsync();
        }
    }
}
catch (OperationCanceledException)
{
    await metrics.StopAsync();
}
