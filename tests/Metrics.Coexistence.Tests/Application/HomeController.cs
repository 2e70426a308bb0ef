using Microsoft.AspNetCore.Mvc;

namespace Shop;

public class HomeController : Controller
{
    public string Go() => "";
}
