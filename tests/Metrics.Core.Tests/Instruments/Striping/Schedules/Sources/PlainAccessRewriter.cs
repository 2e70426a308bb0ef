using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace PrometheusMetrics.Tests.Instruments.Striping.Schedules;

/// <summary>Turns plain accesses to numbers that are reached by reference, or in an array, into calls of
/// <see cref="ScheduledMemory"/>.</summary>
internal sealed class PlainAccessRewriter(SemanticModel model) : CSharpSyntaxRewriter
{
    public static SyntaxTree Rewrite(SemanticModel model) =>
        model.SyntaxTree.WithRootAndOptions(new PlainAccessRewriter(model).Visit(model.SyntaxTree.GetRoot()), model.SyntaxTree.Options);

    public override SyntaxNode? VisitIdentifierName(IdentifierNameSyntax node) => Read(node, base.VisitIdentifierName(node));

    public override SyntaxNode? VisitElementAccessExpression(ElementAccessExpressionSyntax node) =>
        Read(node, base.VisitElementAccessExpression(node));

    public override SyntaxNode? VisitInvocationExpression(InvocationExpressionSyntax node)
    {
        if (node.Expression is MemberAccessExpressionSyntax
            {
                Name.Identifier.Text: "Clear",
                Expression: InvocationExpressionSyntax cleared,
            }
            && VisitSpan(cleared, "Clear") is { } clear)
        {
            return clear;
        }

        return VisitSpan(node, "Copy") ?? Read(node, base.VisitInvocationExpression(node));
    }

    public override SyntaxNode? VisitArrayCreationExpression(ArrayCreationExpressionSyntax node)
    {
        var visited = (ExpressionSyntax)base.VisitArrayCreationExpression(node)!;
        return IsNumbers(node) ? Call("Track", SingletonSeparatedList(Argument(visited))) : visited;
    }

    public override SyntaxNode? VisitAssignmentExpression(AssignmentExpressionSyntax node)
    {
        if (!IsPlace(node.Left) || node.Right is RefExpressionSyntax)
        {
            return base.VisitAssignmentExpression(node);
        }

        var place = VisitPlace(node.Left);
        var value = (ExpressionSyntax)Visit(node.Right)!;
        return node.IsKind(SyntaxKind.SimpleAssignmentExpression)
            ? Write(place, value)
            : Write(place, Combine(place, node.OperatorToken.Text[..^1], value));
    }

    public override SyntaxNode? VisitPostfixUnaryExpression(PostfixUnaryExpressionSyntax node) =>
        VisitIncrement(node, node.Operand, node.OperatorToken) ?? base.VisitPostfixUnaryExpression(node);

    public override SyntaxNode? VisitPrefixUnaryExpression(PrefixUnaryExpressionSyntax node) =>
        VisitIncrement(node, node.Operand, node.OperatorToken) ?? base.VisitPrefixUnaryExpression(node);

    private static InvocationExpressionSyntax Call(string method, SeparatedSyntaxList<ArgumentSyntax> arguments) =>
        InvocationExpression(
            ParseExpression($"global::{typeof(ScheduledMemory).FullName}.{method}"), ArgumentList(arguments));

    private static InvocationExpressionSyntax Read(ExpressionSyntax place) =>
        Call("Read", SingletonSeparatedList(Argument(null, Token(TriviaList(), SyntaxKind.InKeyword, TriviaList(Space)), place)));

    private static InvocationExpressionSyntax Write(ExpressionSyntax place, ExpressionSyntax value) =>
        Call("Write", SeparatedList(
        [
            Argument(null, Token(TriviaList(), SyntaxKind.RefKeyword, TriviaList(Space)), place),
            Argument(value),
        ]));

    private static ExpressionSyntax Combine(ExpressionSyntax place, string operation, ExpressionSyntax value) =>
        ParseExpression($"{Read(place).ToFullString()} {operation} ({value.ToFullString()})");

    // null if it is no span of numbers.
    private InvocationExpressionSyntax? VisitSpan(InvocationExpressionSyntax node, string method)
    {
        if (node.Expression is not MemberAccessExpressionSyntax { Name.Identifier.Text: "AsSpan" } access || !IsNumbers(access.Expression))
        {
            return null;
        }

        var visited = (InvocationExpressionSyntax)base.VisitInvocationExpression(node)!;
        var array = ((MemberAccessExpressionSyntax)visited.Expression).Expression;
        return Call(method, visited.ArgumentList.Arguments.Insert(0, Argument(array)));
    }

    private InvocationExpressionSyntax? VisitIncrement(ExpressionSyntax node, ExpressionSyntax operand, SyntaxToken operation)
    {
        if (operation.Kind() is not (SyntaxKind.PlusPlusToken or SyntaxKind.MinusMinusToken) || !IsPlace(operand))
        {
            return null;
        }

        if (node.Parent is not ExpressionStatementSyntax)
        {
            throw new NotSupportedException($"The value of {node} is used.");
        }

        var place = VisitPlace(operand);
        return Write(place, Combine(place, operation.Text[..1], ParseExpression("1")));
    }

    private SyntaxNode? Read(ExpressionSyntax node, SyntaxNode? visited) =>
        IsPlace(node) && IsRead(node) ? Read(((ExpressionSyntax)visited!).WithoutTrivia()).WithTriviaFrom(node) : visited;

    // What is inside of it, without the place itself.
    private ExpressionSyntax VisitPlace(ExpressionSyntax place) => (place switch
    {
        IdentifierNameSyntax name => name,
        ElementAccessExpressionSyntax element => (ExpressionSyntax)base.VisitElementAccessExpression(element)!,
        InvocationExpressionSyntax invocation => (ExpressionSyntax)base.VisitInvocationExpression(invocation)!,
        _ => throw new NotSupportedException(place.ToString()),
    }).WithoutTrivia();

    private static bool IsRead(ExpressionSyntax node) => node.Parent switch
    {
        RefExpressionSyntax => false,
        ArgumentSyntax argument => argument.RefKindKeyword.IsKind(SyntaxKind.None),
        AssignmentExpressionSyntax assignment => assignment.Left != node,
        NameColonSyntax or MemberAccessExpressionSyntax => false,
        _ => true,
    };

    // A number that another thread may reach.
    private bool IsPlace(ExpressionSyntax node) =>
        node is IdentifierNameSyntax or ElementAccessExpressionSyntax or InvocationExpressionSyntax
        && model.GetTypeInfo(node).Type?.SpecialType is SpecialType.System_Int64 or SpecialType.System_Double
        && (node is ElementAccessExpressionSyntax || model.GetSymbolInfo(node).Symbol switch
        {
            ILocalSymbol local => local.RefKind != RefKind.None,
            IParameterSymbol parameter => parameter.RefKind is RefKind.Ref or RefKind.In or RefKind.RefReadOnlyParameter,
            IMethodSymbol method => method.RefKind != RefKind.None,
            IPropertySymbol property => property.RefKind != RefKind.None,
            _ => false,
        });

    private bool IsNumbers(ExpressionSyntax node) =>
        model.GetTypeInfo(node).Type is IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Int64 };
}
