namespace WebApiSample;

/// <summary>The page that a browser shows first: where the metrics are, and what changes them.</summary>
internal static class StartPage
{
    public const string Html = """
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <title>Metrics.AspNetCore: a sample</title>
        <style>body { font-family: sans-serif; max-width: 45em; margin: 2em auto; line-height: 1.5 }</style>
        <h1>Orders, and their metrics</h1>
        <p>This application takes orders and sends some to itself. Its metrics are at <a href="/metrics">/metrics</a>; reload that page
        after each step:</p>
        <ol>
          <li><button onclick="fetch('/api/orders', { method: 'POST', headers: { 'Content-Type': 'application/json' },
            body: '{&quot;channel&quot;:&quot;Web&quot;,&quot;euros&quot;:42}' }).then(() => this.textContent = 'Place another order')">
            Place an order</button>: <code>orders_placed_total{channel="Web"}</code> and <code>order_value_euros_count</code> increase.</li>
          <li><a href="/api/orders/1">Look at order 1</a>:
            <code>http_request_duration_seconds_count{method="GET",status="200",route="/api/orders/{id}"}</code> increases, whatever the
            number of the order: the label is the route, not the path.</li>
          <li><a href="/api/orders/0">Look at an order that does not exist</a>: the same with <code>status="404"</code>.</li>
          <li><code>order_queue_length</code> is the number of orders waiting to be shipped, read at each scrape;
            <code>order_shipping_duration_seconds</code> is how long shipping takes.</li>
        </ol>
        <p>Below the application's own metrics, the page has <code>http_*</code>, <code>process_*</code> and <code>dotnet_*</code>.</p>
        </html>

        """;
}
