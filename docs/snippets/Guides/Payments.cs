using PrometheusMetrics;

namespace Guides;

internal sealed class Payments
{
    private readonly ICounter _payments;
    private readonly IHistogram _duration;

    public Payments(IMetricFactory metrics)
    {
        _payments = metrics.CreateCounter("payments_total", "Payments.");
        _duration = metrics.CreateHistogram("payment_duration_seconds", "Time to pay.", new HistogramOptions
        {
            Exemplars = new ExemplarOptions { FromActivity = true },
        });
    }

    public void Paid(string order, string traceId, double seconds)
    {
        _payments.IncWithExemplar(1, ("order", order));
        _duration.ObserveWithExemplar(seconds, ("trace_id", traceId), ("order", order));
    }
}
