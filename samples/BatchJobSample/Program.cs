using BatchJobSample;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

var builder = Host.CreateApplicationBuilder(args);
if (args.Contains("--fail"))
{
    // A file with a row that is not an invoice, to see how a failure is told.
    builder.Configuration.AddInMemoryCollection([new("Import:File", "broken-invoices.csv")]);
}

builder.Services.AddPrometheusMetrics();
builder.Services.AddHostedService<InvoiceImport>();
await builder.Build().RunAsync();
