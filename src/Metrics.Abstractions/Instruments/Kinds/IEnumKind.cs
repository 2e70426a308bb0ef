namespace PrometheusMetrics;

/// <summary>A kind of instrument that is bound to an enum. A factory gets the enum as a type argument from it, without
/// reflection.</summary>
public interface IEnumKind
{
    /// <summary>Calls the visitor with the enum as its type argument.</summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="visitor">The visitor.</param>
    /// <returns>The result of the visitor.</returns>
    TResult Accept<TResult>(IEnumVisitor<TResult> visitor);
}

/// <summary>Receives the enum of an <see cref="IEnumKind"/> as a type argument.</summary>
/// <typeparam name="TResult">The type of the result.</typeparam>
public interface IEnumVisitor<out TResult>
{
    /// <summary>Receives the enum.</summary>
    /// <typeparam name="TState">The enum.</typeparam>
    /// <returns>The result, which <see cref="IEnumKind.Accept"/> returns.</returns>
    TResult Visit<TState>()
        where TState : struct, Enum;
}
