namespace Metrics.Instruments;

internal readonly record struct LabelKey<TLabel1, TLabel2, TLabel3>(TLabel1 Label1, TLabel2 Label2, TLabel3 Label3) : ILabelKey
    where TLabel1 : notnull
    where TLabel2 : notnull
    where TLabel3 : notnull
{
    public static int Count => 3;

    public void WriteTexts(Span<string> texts)
    {
        texts[0] = LabelText.Of(Label1, "label1");
        texts[1] = LabelText.Of(Label2, "label2");
        texts[2] = LabelText.Of(Label3, "label3");
    }
}
