using PushingApp;

var builder = WebApplication.CreateBuilder(args);
var clock = new SteppedClock();
builder.Services.AddSingleton<TimeProvider>(clock);
var metrics = builder.Services.AddPrometheusMetrics().AddCollector<WorkCollector>();
if (builder.Configuration.GetValue<bool>("Prometheus:PushgatewayJanitor:Enabled"))
{
    metrics.AddPushgatewayJanitor();
}

builder.Services.AddSingleton<Work>();
builder.Services.AddSingleton<FailingWorker>();
builder.Services.AddHostedService(services => services.GetRequiredService<FailingWorker>());
if (builder.Configuration.GetValue("IsPatient", false))
{
    // A busy machine may need more than the second for which clients wait until they send a large body unasked.
    builder.Services.AddHttpClient("Metrics.Pushgateway").ConfigurePrimaryHttpMessageHandler(
        () => new SocketsHttpHandler { AllowAutoRedirect = false, Expect100ContinueTimeout = TimeSpan.FromMinutes(1) });
}

if (builder.Configuration["Ending"] == Endings.StartFails)
{
    builder.Services.AddHostedService<FailingStart>();
}

await using var app = builder.Build();
app.MapWork(clock);
app.MapEndings();
app.MapMetrics();
await Endings.RunAsync(app);
