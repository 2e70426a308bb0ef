using BatchJobSample;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddPrometheusMetrics();
builder.Services.AddHostedService<InvoiceJob>();
await builder.Build().RunAsync();
