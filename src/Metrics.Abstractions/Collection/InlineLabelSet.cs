using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace PrometheusMetrics.Collection;

/// <summary>A label set whose values are in the object itself, not in an array: with three labels it takes 48 bytes instead of 80, and
/// comparing the values reads one object less.</summary>
/// <typeparam name="TValues">An inline array with one element for each label.</typeparam>
internal sealed class InlineLabelSet<TValues>(string[] names) : LabelSet(names)
    where TValues : struct
{
#pragma warning disable CS0649, IDE0044 // Assigned through the span.
    private TValues _values;
#pragma warning restore CS0649, IDE0044

    private protected override ReadOnlySpan<string> GetValues() =>
        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<TValues, string>(ref _values), Unsafe.SizeOf<TValues>() / Unsafe.SizeOf<string>());
}

/// <summary>The value of one label.</summary>
[InlineArray(1)]
internal struct OneValue
{
    private string _first;
}

/// <summary>The values of two labels.</summary>
[InlineArray(2)]
internal struct TwoValues
{
    private string _first;
}

/// <summary>The values of three labels.</summary>
[InlineArray(3)]
internal struct ThreeValues
{
    private string _first;
}

/// <summary>The values of four labels.</summary>
[InlineArray(4)]
internal struct FourValues
{
    private string _first;
}
