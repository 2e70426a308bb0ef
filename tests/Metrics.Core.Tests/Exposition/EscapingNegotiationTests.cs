using System.Buffers;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Exposition;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Exposition;

/// <summary>The escaping scheme that a client gets.</summary>
public class EscapingNegotiationTests
{
    // R-228, D-3: with legacy names, "dots" would rename every series that has an underscore, so underscores take its place.
    [Theory]
    [InlineData("application/openmetrics-text;version=1.0.0;escaping=dots", "application/openmetrics-text; version=1.0.0; charset=utf-8")]
    [InlineData("text/plain;version=1.0.0;escaping=dots", "text/plain; version=1.0.0; charset=utf-8")]
    [InlineData("text/plain;version=0.0.4;escaping=dots", "text/plain; version=0.0.4; charset=utf-8")]
    public void Dots_are_chosen_for_a_source_with_other_names_than_legacy_ones(string accept, string contentType)
    {
        var utf8 = ContentNegotiation.Choose(accept, NameValidation.Utf8, ExpositionFormat.BuiltIn);
        var legacy = ContentNegotiation.Choose(accept, NameValidation.Legacy, ExpositionFormat.BuiltIn);

        Assert.Equal(($"{contentType}; escaping=dots", NameEscaping.Dots), (utf8.ContentType, utf8.Escaping));
        Assert.Equal(($"{contentType}; escaping=underscores", NameEscaping.Underscores), (legacy.ContentType, legacy.Escaping));
        Assert.Same(legacy, ContentNegotiation.Choose(accept));
        Assert.Equal(0, Allocations.InTheLongRun(() => ContentNegotiation.Choose(accept, NameValidation.Utf8, ExpositionFormat.BuiltIn)));
    }

    [Theory]
    [InlineData(null, NameEscaping.Underscores)]
    [InlineData("text/plain;version=1.0.0", NameEscaping.Underscores)]
    [InlineData("text/plain;version=1.0.0;escaping=evil", NameEscaping.Underscores)]
    [InlineData("text/plain;version=1.0.0;escaping=Allow-UTF-8", NameEscaping.Underscores)]
    [InlineData("text/plain;version=1.0.0;escaping=values", NameEscaping.Values)]
    [InlineData("text/plain;version=0.0.4;escaping=allow-utf-8", NameEscaping.AllowUtf8)]
    [InlineData("application/openmetrics-text;version=0.0.1;escaping=allow-utf-8", NameEscaping.Underscores)]
    [InlineData("application/x;escaping=values;q=0.9,text/plain;version=0.0.4;q=0.1", NameEscaping.Underscores)]
    [InlineData("*/*;escaping=allow-utf-8,text/*;escaping=values", NameEscaping.Values)] // The more precise wildcard.
    public void A_format_says_in_which_scheme_it_writes(string? accept, NameEscaping escaping) =>
        Assert.Equal(escaping, ContentNegotiation.Choose(accept).Escaping);

    // only the scheme of the clause that is chosen counts, so no server that can't read quoted names gets them.
    [Fact]
    public void Quoted_names_are_only_for_a_clause_that_requests_them()
    {
        foreach (var format in ExpositionFormat.BuiltIn)
        {
            Assert.NotEqual(NameEscaping.AllowUtf8, format.Escaping);
        }

        Assert.Equal(
            NameEscaping.Underscores,
            ContentNegotiation.Choose("text/plain;escaping=allow-utf-8;q=0.5,application/openmetrics-text;version=1.0.0;q=0.6").Escaping);
    }

    [Fact]
    public void A_format_of_the_application_writes_names_as_they_are() =>
        Assert.Equal(NameEscaping.AllowUtf8, new OtherFormat().Escaping);

    private sealed class OtherFormat() : ExpositionFormat("text/x")
    {
        public override ExpositionWriter CreateWriter(IBufferWriter<byte> output) => throw new NotSupportedException();
    }
}
