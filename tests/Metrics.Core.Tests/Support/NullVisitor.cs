using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Tests.Support;

/// <summary>Keeps nothing and allocates nothing. Those derive from it that look at one kind of sample only.</summary>
internal class NullVisitor : MetricVisitor;
