using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Instruments;

/// <summary>The validated, immutable names of the states of a family, shared by its series.</summary>
internal sealed class StateNames
{
    private readonly string[] _names;

    private StateNames(string[] names) => _names = names;

    /// <summary>The names, well-formed, in the order of exposition.</summary>
    public ReadOnlySpan<string> All => _names;

    /// <summary>Validates and copies names.</summary>
    /// <param name="states">The names, well-formed, so that two names that would be exposed as the same text are equal.</param>
    /// <param name="family">The name of the family, for exception messages.</param>
    /// <exception cref="ArgumentException">There is no state, or one is null, empty or occurs twice.</exception>
    public static StateNames Create(ReadOnlySpan<string> states, string family)
    {
        if (states.IsEmpty)
        {
            throw new ArgumentException(
                $"'{family}' has no states: name at least one in StateSetOptions.States, or use an enum with CreateStateSet<TState>.",
                nameof(states));
        }

        for (var i = 0; i < states.Length; i++)
        {
            if (string.IsNullOrEmpty(states[i]))
            {
                throw new ArgumentException($"State {i + 1} of '{family}' is null or empty: name every state.", nameof(states));
            }

            if (states[..i].Contains(states[i]))
            {
                throw new ArgumentException($"The state '{states[i]}' of '{family}' occurs twice: remove one of the two.", nameof(states));
            }
        }

        return new StateNames(states.ToArray());
    }

    /// <exception cref="ArgumentException">There is no such state.</exception>
    public int IndexOf(string state)
    {
        ArgumentNullException.ThrowIfNull(state);
        for (var i = 0; i < _names.Length; i++)
        {
            if (Matches(state, _names[i]))
            {
                return i;
            }
        }

        throw new ArgumentException($"There is no state '{state}'. The states are: {this}.", nameof(state));
    }

    public override string ToString() => string.Join(", ", _names);

    // An ill-formed argument can only match a name with U+FFFD. Such names are rare, so the conversion may be slow.
    private static bool Matches(string state, string name) =>
        state == name || (name.Contains('\uFFFD', StringComparison.Ordinal) && WellFormedText.Get(state) == name);
}
