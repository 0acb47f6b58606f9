using System.Globalization;
using System.Security.Cryptography;

namespace Domain;

/// <summary>Where a file is, and which state of it.</summary>
/// <param name="Revision">Tells one upload under this key from another.</param>
public sealed record FileReference(string Bucket, string Key, string Revision);

/// <summary>What is known of a file once it was read.</summary>
/// <param name="Sha256">Of the content, in hexadecimal.</param>
/// <param name="ProcessedAt">ISO 8601, UTC.</param>
public sealed record ProcessedFile(string Bucket, string Key, string Revision, long Bytes, long Lines, string Sha256, string ProcessedAt);

/// <summary>Where files are read from.</summary>
public interface IFileSource
{
    /// <exception cref="FileGoneException">It is no longer there.</exception>
    Task<Stream> OpenAsync(FileReference file, CancellationToken cancellation = default);
}

/// <summary>Where results live.</summary>
public interface IFileRecords
{
    /// <returns>False when this revision was kept before: it is processed once.</returns>
    Task<bool> KeepOnceAsync(ProcessedFile file, CancellationToken cancellation = default);

    Task<ProcessedFile?> FindAsync(FileReference file, CancellationToken cancellation = default);
}

/// <summary>The file was taken away, or replaced, before it was read: there is nothing left to do.</summary>
public sealed class FileGoneException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>The use case. Replace the middle of the summary with your own work; files are read piece by piece, however large.</summary>
public sealed class ItemFiles(IFileSource source, IFileRecords records, TimeProvider clock)
{
    private const byte Newline = (byte)'\n';

    /// <summary>Safe to call again: a revision that was processed is not read a second time.</summary>
    /// <returns>Null when the file is gone.</returns>
    public async Task<ProcessedFile?> ProcessAsync(FileReference file, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (await records.FindAsync(file, cancellation) is { } known)
        {
            return known;
        }
        try
        {
            await using var content = await source.OpenAsync(file, cancellation);
            var (bytes, lines, sha256) = await SummaryAsync(content, cancellation);
            var processedAt = clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
            var processed = new ProcessedFile(file.Bucket, file.Key, file.Revision, bytes, lines, sha256, processedAt);
            await records.KeepOnceAsync(processed, cancellation);
            return processed;
        }
        catch (FileGoneException)
        {
            return null;
        }
    }

    private static async Task<(long Bytes, long Lines, string Sha256)> SummaryAsync(Stream content, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (bytes, lines, last) = (0L, 0L, Newline);
        var piece = new byte[64 * 1024];
        while (await content.ReadAsync(piece, cancellation) is var length && length > 0)
        {
            hash.AppendData(piece, 0, length);
            bytes += length;
            lines += piece.AsSpan(0, length).Count(Newline);
            last = piece[length - 1];
        }
        // The last line need not end with one.
        return (bytes, last == Newline ? lines : lines + 1, Convert.ToHexString(hash.GetHashAndReset()).ToLowerInvariant());
    }
}
