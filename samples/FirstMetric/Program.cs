using PrometheusMetrics;
var builder = WebApplication.CreateBuilder(args);
builder.Services.AddPrometheusMetrics().AddHttpMetrics();
var app = builder.Build();
app.MapMetrics();
app.MapGet("/hello", (IMetricFactory metrics) =>
{
    metrics.CreateCounter("greetings_total", "Number of greetings.").Inc();
    return "Hello!";
});
app.Run();
