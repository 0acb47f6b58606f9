import { expect, test } from "vitest";
import { createSigner } from "./sign-request.js";

// Of AWS's own test suite for Signature Version 4.
const credentials = {
  accessKeyId: "AKIDEXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
};
const now = new Date("2015-08-30T12:36:00Z");
const request = { method: "GET", host: "example.amazonaws.com", path: "/", headers: {}, body: "" };
const signatureOf = ({ authorization }: Record<string, string>): string | undefined =>
  authorization?.split("Signature=")[1];

test.each([
  ["GET", [], "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"],
  ["POST", [], "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"],
  [
    "GET",
    [
      ["Param1", "value1"],
      ["Param2", "value2"],
    ],
    "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
  ],
] as const)("%s with %j is signed as AWS's test suite has it", (method, query, signature) => {
  const sign = createSigner(credentials, "us-east-1", "service");
  expect(signatureOf(sign({ ...request, method, query }, now))).toBe(signature);
  // The key of the day is kept: another day's is another.
  expect(signatureOf(sign({ ...request, method, query }, new Date("2015-08-31T00:00:00Z")))).not.toBe(
    signature,
  );
  expect(signatureOf(sign({ ...request, method, query }, now))).toBe(signature);
});

test("a path with an ARN, a qualifier and a session's token is signed as the SDK's own signer does", () => {
  const sign = createSigner({ ...credentials, sessionToken: "tok" }, "eu-west-1", "lambda");
  const fields = sign(
    {
      method: "POST",
      host: "127.0.0.1:4566",
      path: "/2015-03-31/functions/arn%3Aaws%3Alambda%3Aeu-west-1%3A123456789012%3Afunction%3Auser/invocations",
      query: [["Qualifier", "live 1"]],
      headers: { "content-type": "application/json", "x-amz-invocation-type": "RequestResponse" },
      body: '{"a":"é"}',
    },
    now,
  );
  expect(signatureOf(fields)).toBe("1629e68bb617903a9ef4eb37be5f4433abf00d9435bce563e845405311bd9547");
  expect(fields).toMatchObject({ "x-amz-security-token": "tok", "x-amz-date": "20150830T123600Z" });
  expect(fields).not.toHaveProperty("host");
});
