namespace PrometheusMetrics.Export;

/// <summary>The compression of a body that <see cref="ExpositionSerializer"/> writes.</summary>
public enum BodyCompression
{
    /// <summary>The body is not compressed.</summary>
    None,

    /// <summary>The body is compressed by gzip at its fastest level, for the header <c>Content-Encoding: gzip</c>. While it is written it
    /// uses a buffer of 64 kB, and about 300 kB of memory outside of the managed heap.</summary>
    Gzip,
}
