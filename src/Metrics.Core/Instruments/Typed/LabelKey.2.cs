namespace Metrics.Instruments;

internal readonly record struct LabelKey<TLabel1, TLabel2>(TLabel1 Label1, TLabel2 Label2) : ILabelKey
    where TLabel1 : notnull
    where TLabel2 : notnull
{
    public static int Count => 2;

    public void WriteTexts(Span<string> texts)
    {
        texts[0] = LabelText.Of(Label1, "label1");
        texts[1] = LabelText.Of(Label2, "label2");
    }
}
