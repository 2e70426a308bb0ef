namespace PrometheusMetrics.Instruments;

/// <summary>The members of an enum as states, shared by the series of a family.</summary>
internal sealed class EnumStates<TState>
    where TState : struct, Enum
{
    private readonly TState[] _members;
    private readonly string[] _names;

    // One that is on between as many that are off as can stand on either side: each state is a window of it.
    private readonly bool[] _windows;

    private EnumStates(TState[] members)
    {
        _members = members;
        _names = [.. members.Select(member => Enum.GetName(member)!)];
        _windows = new bool[(members.Length * 2) - 1];
        _windows[members.Length - 1] = true;
    }

    /// <summary>In the order of their values.</summary>
    public ReadOnlySpan<string> Names => _names;

    /// <exception cref="ArgumentException">The enum has no members, or is one of flags.</exception>
    public static EnumStates<TState> Create(string family)
    {
        if (typeof(TState).IsDefined(typeof(FlagsAttribute), inherit: false))
        {
            throw new ArgumentException($"{typeof(TState).Name} is an enum of flags, of which several can be on at a time, but of '{family}' exactly one is: use CreateStateSet with StateSetOptions.States.", nameof(family));
        }

        TState[] members = [.. Enum.GetValues<TState>().Distinct()];
        return members.Length > 0
            ? new EnumStates<TState>(members)
            : throw new ArgumentException($"{typeof(TState).Name} has no members, so '{family}' would have no states: give it at least one.", nameof(family));
    }

    public TState this[int index] => _members[index];

    /// <summary>The place of a member, or a negative number if there is no such member.</summary>
    public int IndexOf(TState state) => Array.IndexOf(_members, state);

    /// <summary>For each state whether it is on, if the one at <paramref name="index"/> is.</summary>
    public ReadOnlySpan<bool> Active(int index) => _windows.AsSpan(_members.Length - 1 - index, _members.Length);

    public override string ToString() => string.Join(", ", _names);
}
