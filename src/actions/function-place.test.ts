import { expect, test } from "vitest";
import { type AwsPlace, isLoopbackUrl } from "../deploy/targets/lambda/place.js";
import { phrase } from "../errors/detail.js";
import { RecordingIo } from "../io/recording-io.js";
import { confirmPlace } from "./function-place.js";

const aws: AwsPlace = {
  ...{ endpoint: undefined, region: "eu-west-1", accountId: "123456789012", key: "k" },
  ...{
    isPlatform: false,
    isLoopback: false,
    client: { region: "eu-west-1" },
    description: "AWS (123456789012)",
  },
};
const context = () => ({
  ...{ cwd: "/", env: {}, io: new RecordingIo(), signal: new AbortController().signal },
});

test("what is off this machine needs --yes where nobody can be asked, and is named", async () => {
  await expect(confirmPlace(aws, false, context())).rejects.toMatchObject({
    code: "CONFIRMATION_NEEDED",
    params: { detail: phrase("not-this-machine", { place: "AWS (123456789012)" }) },
  });
  await expect(confirmPlace(aws, true, context())).resolves.toBeUndefined();
  await expect(confirmPlace({ ...aws, isLoopback: true }, false, context())).resolves.toBeUndefined();
});

test.each([
  ["http://127.0.0.1:4566", true],
  ["http://localhost:4566", true],
  ["http://[::1]:4566", true],
  ["http://aws.localhost", true],
  ["http://10.0.0.1:4566", false],
  ["http://127.0.0.1.example.org", false],
  ["https://lambda.eu-west-1.amazonaws.com", false],
])("%s is on this machine: %s", (url, is) => {
  expect(isLoopbackUrl(url)).toBe(is);
});
