using PrometheusMetrics.PrometheusNet;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.PrometheusNet;

public class PublicApiTests
{
    [Fact]
    public void The_public_API_is_the_approved_one() => PublicApi.RequireApproved(typeof(PrometheusNetCollector).Assembly);

    [Fact]
    public void No_name_collides_with_the_frameworks() => PublicApi.RequireNoForbiddenNames(typeof(PrometheusNetCollector).Assembly);
}
