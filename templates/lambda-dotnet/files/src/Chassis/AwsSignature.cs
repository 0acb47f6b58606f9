using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Amazon.Runtime;

namespace Chassis;

/// <summary>Signs a request to an AWS API by Signature Version 4, for the one call that needs no client of its own.</summary>
/// <see href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html"/>
internal static class AwsSignature
{
    private const string Algorithm = "AWS4-HMAC-SHA256";

    public static void Sign(
        HttpRequestMessage request, byte[] body, ImmutableCredentials identity, string region, string service, DateTimeOffset now)
    {
        var address = request.RequestUri ?? throw new ArgumentException("A request without an address", nameof(request));
        var moment = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var day = moment[..8];
        request.Headers.Host = address.Authority;
        request.Headers.TryAddWithoutValidation("X-Amz-Date", moment);
        if (identity.UseToken)
        {
            request.Headers.TryAddWithoutValidation("X-Amz-Security-Token", identity.Token);
        }
        var headers = request.Headers
            .Concat(request.Content?.Headers.AsEnumerable() ?? [])
            .Where(header => header.Key.StartsWith("X-Amz-", StringComparison.OrdinalIgnoreCase) || header.Key is "Host" or "Content-Type")
#pragma warning disable CA1308 // The signature is over names in lower case.
            .Select(header => (Name: header.Key.ToLowerInvariant(), Value: string.Join(',', header.Value).Trim()))
#pragma warning restore CA1308
            .OrderBy(header => header.Name, StringComparer.Ordinal)
            .ToList();
        var signed = string.Join(';', headers.Select(header => header.Name));
        var canonical = string.Join(
            '\n',
            request.Method.Method,
            address.AbsolutePath,
            address.Query.TrimStart('?'),
            string.Concat(headers.Select(header => $"{header.Name}:{header.Value}\n")),
            signed,
            Hex(SHA256.HashData(body)));
        var scope = $"{day}/{region}/{service}/aws4_request";
        var text = string.Join('\n', Algorithm, moment, scope, Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical))));
        var key = new[] { day, region, service, "aws4_request" }
            .Aggregate(Encoding.UTF8.GetBytes($"AWS4{identity.SecretKey}"), (secret, part) => Keyed(secret, part));
        var authorization = $"{Algorithm} Credential={identity.AccessKey}/{scope}, SignedHeaders={signed}, Signature={Hex(Keyed(key, text))}";
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
    }

    private static byte[] Keyed(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

#pragma warning disable CA1308 // Signatures are in lower case.
    private static string Hex(byte[] bytes) => Convert.ToHexString(bytes).ToLowerInvariant();
#pragma warning restore CA1308
}
