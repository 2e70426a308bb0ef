using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Tests.Support;

/// <summary>Keeps nothing and allocates nothing. Visitors of one kind of sample derive from it.</summary>
internal class NullVisitor : MetricVisitor;
