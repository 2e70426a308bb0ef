using System.Globalization;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using PrometheusMetrics.AspNetCore;

namespace PrometheusMetrics.Tests.AspNetCore.HttpMetrics.Grpc;

public sealed class GrpcStatusLabelTests
{
    [Theory]
    [InlineData(StatusCode.OK, "OK")]
    [InlineData(StatusCode.Cancelled, "CANCELLED")]
    [InlineData(StatusCode.Unknown, "UNKNOWN")]
    [InlineData(StatusCode.InvalidArgument, "INVALID_ARGUMENT")]
    [InlineData(StatusCode.DeadlineExceeded, "DEADLINE_EXCEEDED")]
    [InlineData(StatusCode.NotFound, "NOT_FOUND")]
    [InlineData(StatusCode.AlreadyExists, "ALREADY_EXISTS")]
    [InlineData(StatusCode.PermissionDenied, "PERMISSION_DENIED")]
    [InlineData(StatusCode.ResourceExhausted, "RESOURCE_EXHAUSTED")]
    [InlineData(StatusCode.FailedPrecondition, "FAILED_PRECONDITION")]
    [InlineData(StatusCode.Aborted, "ABORTED")]
    [InlineData(StatusCode.OutOfRange, "OUT_OF_RANGE")]
    [InlineData(StatusCode.Unimplemented, "UNIMPLEMENTED")]
    [InlineData(StatusCode.Internal, "INTERNAL")]
    [InlineData(StatusCode.Unavailable, "UNAVAILABLE")]
    [InlineData(StatusCode.DataLoss, "DATA_LOSS")]
    [InlineData(StatusCode.Unauthenticated, "UNAUTHENTICATED")]
    public void Each_code_has_its_name(StatusCode code, string name) =>
        Assert.Equal(name, Label("application/grpc", ((int)code).ToString(CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData("17")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("OK")]
    [InlineData("99999999999")]
    public void What_is_no_code_is_another_one(string status) => Assert.Equal("_OTHER", Label("application/grpc", status));

    [Theory]
    [InlineData("application/grpc", "OK")]
    [InlineData("Application/gRPC", "OK")]
    [InlineData("application/grpc+proto", "OK")]
    [InlineData("application/grpc;charset=utf-8", "OK")]
    [InlineData("application/grpc ; charset=utf-8", "OK")]
    [InlineData("application/grpc-web", "")]
    [InlineData("application/grpcx", "")]
    [InlineData("text/plain", "")]
    [InlineData(null, "")]
    public void Only_gRPC_has_a_status(string? contentType, string status) => Assert.Equal(status, Label(contentType, "0"));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void A_response_may_have_no_status(string? status) => Assert.Equal("", Label("application/grpc", status));

    private static string Label(string? contentType, string? status)
    {
        var context = new DefaultHttpContext();
        context.Request.ContentType = contentType;
        context.Response.Headers["grpc-status"] = status;
        return GrpcStatusLabel.Get(context);
    }
}
