using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace PrometheusMetrics.Tests.AspNetCore.HttpMetrics;

public sealed class HomeController : Controller
{
    public string Index(string? id) => $"home {id}";

    public string About() => "about";
}

[Area("Shop")]
public sealed class BasketController : Controller
{
    public string Index() => "basket";

    public string Show(int id) => $"basket {id}";
}

[ApiController]
[Route("api/[controller]")]
public sealed class OrdersController : ControllerBase
{
    [HttpGet("{id:int}")]
    public string Get(int id) => $"order {id}";

    [HttpPost]
    public void Post()
    {
    }

    [HttpGet("~/rooted/{name?}")]
    public string Rooted(string? name) => $"{name}";

    [HttpGet("secret")]
    [DisableHttpMetrics]
    public string Secret() => "secret";
}
