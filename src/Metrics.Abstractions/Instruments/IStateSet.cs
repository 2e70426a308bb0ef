namespace PrometheusMetrics;

/// <summary>A set of named states, each on or off. All are off at first.</summary>
/// <threadsafety>Every member may be called from any thread at any time, also during a scrape.</threadsafety>
public interface IStateSet
{
    /// <summary>The names of all states, in the order in which they are exposed.</summary>
    ReadOnlySpan<string> States { get; }

    /// <summary>Returns whether a state is on.</summary>
    /// <param name="state">One of <see cref="States"/>.</param>
    /// <exception cref="ArgumentException">There is no such state.</exception>
    bool IsActive(string state);

    /// <summary>Turns one state on or off. The other states are unchanged.</summary>
    /// <param name="state">One of <see cref="States"/>.</param>
    /// <param name="active">Whether it is on.</param>
    /// <exception cref="ArgumentException">There is no such state; nothing is changed.</exception>
    void Set(string state, bool active);

    /// <summary>Turns one state on and all others off, atomically.</summary>
    /// <param name="state">One of <see cref="States"/>.</param>
    /// <exception cref="ArgumentException">There is no such state; nothing is changed.</exception>
    void Switch(string state);
}

/// <summary>A set of states that are the members of an enum. Exactly one of them is on.</summary>
/// <typeparam name="TState">The enum. Members of the same value are one state, with the name that <see cref="Enum.GetName{TEnum}(TEnum)"/>
/// returns.</typeparam>
/// <threadsafety>Every member may be called from any thread at any time, also during a scrape.</threadsafety>
public interface IStateSet<TState>
    where TState : struct, Enum
{
    /// <summary>The current state; initially the first of <see cref="Enum.GetValues{TEnum}()"/>.</summary>
    TState Value { get; }

    /// <summary>Switches to a state.</summary>
    /// <param name="state">A member of the enum.</param>
    /// <exception cref="ArgumentOutOfRangeException">The enum has no such member; nothing is changed.</exception>
    void Set(TState state);
}
