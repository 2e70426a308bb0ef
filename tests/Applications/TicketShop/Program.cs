using PrometheusMetrics.AspNetCore;
using TicketShop;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddPrometheusMetrics(ShopMetrics.Registry)
    .AddHttpMetrics(options => options.Preset = HttpMetricsPreset.PrometheusNet)
    .AddRefresher<SeatRefresher>(TimeSpan.FromSeconds(1));
builder.Services.AddSingleton<Theatre>();
builder.Services.AddSingleton<Payments>();
builder.Services.AddControllers();
var app = builder.Build();
app.MapControllers();
app.MapMetrics();
app.Run();
