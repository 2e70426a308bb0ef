using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Instruments;

/// <summary>The validated, immutable names of the states of a family, shared by its series.</summary>
internal sealed class StateNames
{
    private readonly string[] _names;
    private readonly string _family;

    private StateNames(string[] names, string family) => (_names, _family) = (names, family);

    /// <summary>The names, well-formed, in the order of exposition.</summary>
    public ReadOnlySpan<string> All => _names;

    /// <summary>Validates and copies names.</summary>
    /// <param name="states">The names, well-formed, so that two names that would be exposed as the same text are equal.</param>
    /// <param name="family">The name of the family, for exception messages.</param>
    /// <param name="lengthLimit">The maximum length of a name, in bytes of UTF-8.</param>
    /// <exception cref="ArgumentException">There is no state, or one is null, empty, too long or occurs twice.</exception>
    public static StateNames Create(ReadOnlySpan<string> states, string family, int lengthLimit)
    {
        if (states.IsEmpty)
        {
            throw InvalidOption.Invalid(
                $"'{ForeignText.Escape(family)}' has no states: name at least one in StateSetOptions.States, " +
                "or use an enum with CreateStateSet<TState>.");
        }

        for (var i = 0; i < states.Length; i++)
        {
            if (string.IsNullOrEmpty(states[i]))
            {
                throw InvalidOption.Invalid($"State {i + 1} of '{ForeignText.Escape(family)}' is null or empty: name every state.");
            }

            if (LabelValueLength.IsExceeded(states[i].AsSpan(), lengthLimit))
            {
                throw InvalidOption.Invalid(
                    $"State {i + 1} of '{ForeignText.Escape(family)}' is longer than {lengthLimit} bytes of UTF-8: shorten its name, "
                    + "or raise LabelValueLengthLimit of the registry.");
            }

            if (states[..i].Contains(states[i]))
            {
                throw InvalidOption.Invalid(
                    $"The state '{ForeignText.Escape(states[i])}' of '{ForeignText.Escape(family)}' occurs twice: remove one of the two.");
            }
        }

        return new StateNames(states.ToArray(), family);
    }

    /// <exception cref="ArgumentException">There is no such state.</exception>
    public int IndexOf(string state)
    {
        if (state is null)
        {
            throw new ArgumentNullException(
                nameof(state), $"The state is null: pass one of the states {this}. (In '{ForeignText.Escape(_family)}'.)");
        }

        for (var i = 0; i < _names.Length; i++)
        {
            if (Matches(state, _names[i]))
            {
                return i;
            }
        }

        throw new ArgumentException(
            $"There is no state '{ForeignText.Escape(state)}'. The states are: {this}. (In '{ForeignText.Escape(_family)}'.)",
            nameof(state));
    }

    public override string ToString() => ForeignText.Join(", ", _names);

    // An ill-formed argument can only match a name with U+FFFD. Such names are rare, so the conversion may be slow.
    private static bool Matches(string state, string name) =>
        state == name || (name.Contains('\uFFFD', StringComparison.Ordinal) && WellFormedText.Get(state) == name);
}
