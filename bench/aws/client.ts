const region = "us-east-1";

/** What an unmodified client of the AWS SDK is made with. */
export function clientOptions(endpoint: string) {
  return { endpoint, region, credentials: { accessKeyId: "test", secretAccessKey: "test" } };
}

/** A request by AWS's JSON protocol as it goes over the wire. Neither of those that get it verifies the signature. */
export function request(service: string, target: string, input: object): string {
  const body = JSON.stringify(input);
  const credential = `Credential=test/20260101/${region}/${service}/aws4_request`;
  return [
    ...["POST / HTTP/1.1", "Host: 127.0.0.1", "Content-Type: application/x-amz-json-1.0"],
    ...[`X-Amz-Target: ${target}`, "X-Amz-Date: 20260101T000000Z"],
    `Authorization: AWS4-HMAC-SHA256 ${credential}, SignedHeaders=host;x-amz-date;x-amz-target, Signature=${"0".repeat(64)}`,
    ...[`Content-Length: ${Buffer.byteLength(body)}`, "", body],
  ].join("\r\n");
}
