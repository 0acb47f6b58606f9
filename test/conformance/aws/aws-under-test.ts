import { afterAll, beforeAll, describe } from "vitest";
import { startAws } from "../../../src/emulators/aws/start-aws.js";

/** An AWS that the suite looks at. */
export interface AwsUnderTest {
  readonly name: "emulator";
  readonly url: string;
  close(): Promise<void>;
}

/** What an unmodified client of the AWS SDK is made with. */
export function clientOptions({ url }: { readonly url: string }) {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  return { endpoint: url, region: "us-east-1", credentials, maxAttempts: 1 };
}

async function startEmulator(): Promise<AwsUnderTest> {
  return { ...(await startAws()), name: "emulator" };
}

/**
 * Declares tests for each AWS there is.
 * @param tests is given what answers the running one; one is started for all the tests in it
 */
export function describeAws(about: string, tests: (aws: () => AwsUnderTest) => void): void {
  describe(`${about} (emulator)`, () => {
    let running: AwsUnderTest | undefined;
    beforeAll(async () => {
      running = await startEmulator();
    }, 60_000);
    afterAll(() => running?.close());
    tests(() => {
      if (running === undefined) throw new Error("AWS is not running");
      return running;
    });
  });
}
