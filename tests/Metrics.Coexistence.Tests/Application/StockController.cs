using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Shop;

[Route("api/[controller]")]
public class StockController : ControllerBase
{
    [HttpGet("{id:int}")]
    public string Get(int id) => $"{id}";

    [HttpPost]
    public IActionResult Post() => StatusCode(StatusCodes.Status503ServiceUnavailable);
}
