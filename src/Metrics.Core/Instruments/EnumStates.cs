namespace PrometheusMetrics.Instruments;

/// <summary>The members of an enum as states, shared by the series of a family. Immutable.</summary>
internal sealed class EnumStates<TState>
    where TState : struct, Enum
{
    private readonly TState[] _members;
    private readonly string[] _names;

    // One true value between members - 1 false ones on either side: whatever state is active, the values of all states are a slice of it.
    private readonly bool[] _active;

    private EnumStates(TState[] members, string family)
    {
        Family = family;
        _members = members;
        _names = [.. members.Select(member => Enum.GetName(member)!)];
        _active = new bool[(members.Length * 2) - 1];
        _active[members.Length - 1] = true;
    }

    /// <summary>The name of the family.</summary>
    public string Family { get; }

    /// <summary>The names of the members, in the order of their values.</summary>
    public ReadOnlySpan<string> Names => _names;

    /// <exception cref="ArgumentException">The enum has no members, or is an enum of flags.</exception>
    public static EnumStates<TState> Create(string family)
    {
        if (typeof(TState).IsDefined(typeof(FlagsAttribute), inherit: false))
        {
            throw new ArgumentException(
                $"{typeof(TState).Name} is an enum of flags, of which several can be active at a time, "
                + $"but exactly one state of '{ForeignText.Escape(family)}' is active: "
                + "use CreateStateSet with StateSetOptions.States instead.",
                nameof(family));
        }

        TState[] members = [.. Enum.GetValues<TState>().Distinct()];
        return members.Length > 0
            ? new EnumStates<TState>(members, family)
            : throw new ArgumentException(
                $"{typeof(TState).Name} has no members, so '{ForeignText.Escape(family)}' would have no states: "
                + "add at least one member.",
                nameof(family));
    }

    public TState this[int index] => _members[index];

    /// <summary>Returns the index of a member, or a negative number if there is no such member.</summary>
    public int IndexOf(TState state) => Array.IndexOf(_members, state);

    /// <summary>Returns whether each state is active, if that at <paramref name="index"/> is the active one.</summary>
    public ReadOnlySpan<bool> Active(int index) => _active.AsSpan(_members.Length - 1 - index, _members.Length);

    public override string ToString() => ForeignText.Join(", ", _names);
}
