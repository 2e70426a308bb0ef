namespace PushingApp;

/// <summary>The ways in which the process ends.</summary>
internal static class Endings
{
    public const string ContainerOnly = "container-only";
    public const string Disposed = "disposed";
    public const string MainThrows = "main-throws";
    public const string StartFails = "start-fails";

    /// <summary>Runs the application until it ends as the setting <c>Ending</c> says; as a service without the setting.</summary>
    public static async Task RunAsync(WebApplication app)
    {
        var ending = app.Configuration["Ending"];
        if (ending == ContainerOnly)
        {
            app.Services.GetRequiredService<Work>().Do(3);
        }
        else if (ending is Disposed or MainThrows)
        {
            await app.StartAsync();
            app.Services.GetRequiredService<Work>().Do(3);
            if (ending == MainThrows)
            {
                throw new InvalidOperationException("This job fails.");
            }
        }
        else
        {
            await app.RunAsync();
        }
    }

    public static void MapEndings(this WebApplication app)
    {
        app.MapPost("/end/stop", (IHostApplicationLifetime lifetime) => lifetime.StopApplication());
        app.MapPost("/end/worker-fails", (FailingWorker worker) => worker.Fail());

        app.MapPost("/end/exit", (HttpContext context, int code) => AfterAnswer(context, () => Environment.Exit(code)));
        app.MapPost("/end/crash", (HttpContext context) => AfterAnswer(context, () => Environment.FailFast("This application crashes.")));
    }

    // On another thread: an exit does not return before the host has stopped, which waits for the request.
    private static void AfterAnswer(HttpContext context, Action end) => context.Response.OnCompleted(() =>
    {
        new Thread(() => end()).Start();
        return Task.CompletedTask;
    });
}
