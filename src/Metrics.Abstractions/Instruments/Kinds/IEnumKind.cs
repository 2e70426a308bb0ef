namespace PrometheusMetrics;

/// <summary>Marks a kind of instrument that is bound to an enum, for a factory that needs the enum as a type argument without reflection.</summary>
public interface IEnumKind
{
    /// <summary>Calls the visitor with the enum.</summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="visitor">The visitor.</param>
    /// <returns>What the visitor returned.</returns>
    TResult Accept<TResult>(IEnumVisitor<TResult> visitor);
}

/// <summary>Receives the enum of an <see cref="IEnumKind"/> as a type argument.</summary>
/// <typeparam name="TResult">The type of the result.</typeparam>
public interface IEnumVisitor<out TResult>
{
    /// <summary>Receives the enum.</summary>
    /// <typeparam name="TState">The enum.</typeparam>
    TResult Visit<TState>()
        where TState : struct, Enum;
}
