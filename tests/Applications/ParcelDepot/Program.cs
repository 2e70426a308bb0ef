using ParcelDepot;
using ParcelSorting;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddPrometheusMetrics().AddPrometheusNetRegistry();
builder.Services.AddSingleton<Sorter>();
var app = builder.Build();
app.MapPost("/parcels/{kilograms}", (double kilograms, Sorter sorter) => Deliveries.Dispatch(sorter.Sort(kilograms), kilograms));
app.MapMetrics();
app.Run();
