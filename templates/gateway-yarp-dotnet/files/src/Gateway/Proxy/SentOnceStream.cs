namespace Gateway.Proxy;

/// <summary>
/// A connection to a service. .NET's client sends a request again by itself, a DELETE too, when a connection ends before an
/// answer begins; told by an error instead of an end it does not, and whether to ask again is for the gateway to decide.
/// </summary>
internal sealed class SentOnceStream(Stream connection) : Stream
{
    private volatile bool _isAwaiting;
    private volatile bool _isTunnel;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await connection.ReadAsync(buffer, cancellationToken);
        if (read > 0)
        {
            // What follows is another protocol's, in which the end may come after anything.
            if (_isAwaiting && buffer.Span[..read].StartsWith("HTTP/1.1 101"u8)) _isTunnel = true;
            _isAwaiting = false;
        }
        else if (_isAwaiting && buffer.Length > 0) throw new IOException("the connection ended before an answer");
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _isAwaiting = !_isTunnel;
        return connection.WriteAsync(buffer, cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => connection.FlushAsync(cancellationToken);

    public override void Flush() => connection.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) connection.Dispose();
        base.Dispose(disposing);
    }
}
