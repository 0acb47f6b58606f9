using System.Net;
using Amazon.S3;
using Chassis;
using Domain;

namespace Adapters;

/// <summary>Files in S3.</summary>
public sealed class S3FileSource(IAmazonS3 client) : IFileSource
{
    /// <summary>Made once, outside the handler. A local AWS is reached by path.</summary>
    public static S3FileSource OfService() =>
        new(new AmazonS3Client(new AmazonS3Config { ForcePathStyle = Settings.Of("AWS_ENDPOINT_URL", "").Length > 0 }));

    public async Task<Stream> OpenAsync(FileReference file, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        try
        {
            return (await client.GetObjectAsync(file.Bucket, file.Key, cancellation)).ResponseStream;
        }
        catch (AmazonS3Exception gone) when (gone.StatusCode == HttpStatusCode.NotFound && gone.ErrorCode != "NoSuchBucket")
        {
            throw new FileGoneException($"{file.Bucket}/{file.Key} is gone", gone);
        }
    }
}
