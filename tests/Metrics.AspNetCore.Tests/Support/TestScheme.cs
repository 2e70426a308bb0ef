using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace PrometheusMetrics.Tests.Support;

/// <summary>An authentication scheme that knows one user, by the header <c>Authorization: Test prometheus</c>.</summary>
internal sealed class TestScheme(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Authorization = "Test prometheus";

    public static void AddTo(IServiceCollection services) => services.AddAuthorization()
        .AddAuthentication("Test").AddScheme<AuthenticationSchemeOptions, TestScheme>("Test", null);

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(
        Request.Headers.Authorization == Authorization
            ? AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity("Test")), "Test"))
            : AuthenticateResult.NoResult());
}
