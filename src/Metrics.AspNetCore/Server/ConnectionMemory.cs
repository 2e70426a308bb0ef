using System.Buffers;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace PrometheusMetrics.AspNetCore;

/// <summary>The memory of a Kestrel without services. Its own pool, <see cref="MemoryPool{T}.Shared"/>, returns nothing for the size 0,
/// with which a body writer asks for any size before the headers are written (.NET 10).</summary>
internal sealed class ConnectionMemory : MemoryPool<byte>, IMemoryPoolFeature
{
    private const int BlockSize = 4096;
    private static readonly ConnectionMemory Instance = new();

    public override int MaxBufferSize => Shared.MaxBufferSize;

    public MemoryPool<byte> MemoryPool => this;

    /// <summary>Gives every connection of a listener this pool.</summary>
    public static void Use(ListenOptions listener) => listener.Use(next => connection =>
    {
        connection.Features.Set<IMemoryPoolFeature>(Instance);
        return next(connection);
    });

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1) => Shared.Rent(Math.Max(minBufferSize, BlockSize));

    protected override void Dispose(bool disposing)
    {
    }
}
