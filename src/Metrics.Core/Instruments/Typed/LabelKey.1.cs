namespace Metrics.Instruments;

internal readonly record struct LabelKey<TLabel>(TLabel Label) : ILabelKey
    where TLabel : notnull
{
    public static int Count => 1;

    public void WriteTexts(Span<string> texts) => texts[0] = LabelText.Of(Label, "label");
}
