using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Instruments;

/// <summary>The checked, immutable names of a family's states, shared by its series.</summary>
internal sealed class StateNames
{
    private readonly string[] _names;

    private StateNames(string[] names) => _names = names;

    /// <summary>In the order in which they are shown; well-formed.</summary>
    public ReadOnlySpan<string> All => _names;

    /// <param name="states">What the user gave.</param>
    /// <param name="family">The name of the family, for messages.</param>
    /// <exception cref="ArgumentException">There is no state, or one is null, empty or doubled.</exception>
    public static StateNames Create(string[]? states, string family)
    {
        if (states is null or [])
        {
            throw new ArgumentException($"'{family}' has no states: name at least one in StateSetOptions.States, or bind it to an enum with CreateStateSet<TState>.", nameof(states));
        }

        var names = new string[states.Length];
        for (var i = 0; i < names.Length; i++)
        {
            if (string.IsNullOrEmpty(states[i]))
            {
                throw new ArgumentException($"State {i + 1} of '{family}' is null or empty: give every state a name.", nameof(states));
            }

            names[i] = WellFormed(states[i]);
            if (names.AsSpan(0, i).Contains(names[i]))
            {
                throw new ArgumentException($"The state '{names[i]}' of '{family}' stands twice.", nameof(states));
            }
        }

        return new StateNames(names);
    }

    /// <summary>Whether these are the same states in the same order. Allocates nothing.</summary>
    public bool Matches(string[]? states)
    {
        if (states?.Length != _names.Length)
        {
            return false;
        }

        for (var i = 0; i < _names.Length; i++)
        {
            if (states[i] is not { } state || !Means(state, _names[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <exception cref="ArgumentException">There is no such state.</exception>
    public int IndexOf(string state)
    {
        ArgumentNullException.ThrowIfNull(state);
        for (var i = 0; i < _names.Length; i++)
        {
            if (Means(state, _names[i]))
            {
                return i;
            }
        }

        throw new ArgumentException($"There is no state '{state}'. The states are: {this}.", nameof(state));
    }

    public override string ToString() => string.Join(", ", _names);

    // A well-formed name can only mean itself; the other kind is rare enough to pay for its repair.
    private static bool Means(string state, string name) =>
        state == name || (name.Contains('\uFFFD', StringComparison.Ordinal) && WellFormed(state) == name);

    // What a state becomes as the value of a label, so that two that would be written alike are one here already.
    private static string WellFormed(string state) => LabelSet.Create(("state", state)).Values[0];
}
