using System.Text.Json.Serialization;
using WebApiSample;
using WebApiSample.Network;
using WebApiSample.Orders;
using WebApiSample.Traffic;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddControllers().AddJsonOptions(json => json.JsonSerializerOptions.Converters.Add(new JsonStringEnumConverter()));
builder.Services.AddSingleton<OrderStore>();
builder.Services.AddSingleton<OrderQueue>();
builder.Services.AddHostedService<ShippingService>();

builder.Services.AddPrometheusMetrics().AddHttpMetrics().AddCollector<NetworkTrafficCollector>();

if (builder.Configuration.GetValue<bool>("Sample:SimulateTraffic"))
{
    builder.Services.AddHttpClient();
    builder.Services.AddHostedService<TrafficSimulation>();
}

var app = builder.Build();
app.MapControllers();
app.MapMetrics();
app.MapGet("/", () => Results.Content(StartPage.Html, "text/html; charset=utf-8"));

app.Lifetime.ApplicationStarted.Register(() =>
{
    var url = app.Urls.First();
    Console.WriteLine($$"""

        Start here:       {{url}}/
        Metrics:          {{url}}/metrics
        Place an order:   curl -H 'Content-Type: application/json' -d '{"channel":"Web","euros":42}' {{url}}/api/orders

        """);
});
app.Run();
