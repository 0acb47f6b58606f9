import { afterAll, beforeAll, describe, it } from "vitest";
import { startAws } from "../../../src/emulators/aws/start-aws.js";
import { startMoto } from "./moto-container.js";

/** An AWS that the suite looks at, the emulator or moto: both meet the same assertions. */
export interface AwsUnderTest {
  readonly url: string;
  close(): Promise<void>;
}

/** What an unmodified client of the AWS SDK is made with. */
export function clientOptions({ url }: { readonly url: string }) {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  return { endpoint: url, region: "us-east-1", credentials, maxAttempts: 1 };
}

/** Declares a test where moto is not as AWS is, for the emulator alone. @param why what AWS does, and moto does not */
export type Differs = (why: string, name: string, test: () => Promise<void>) => void;

/**
 * Declares the same tests for the emulator and for moto in a container (SKIPPED, with the reason, without Docker).
 * @param tests is given what answers the running one; one is started for all the tests in it
 * @param withoutMoto why none of them is for moto
 */
export function describeAws(
  about: string,
  tests: (aws: () => AwsUnderTest, differs: Differs) => void,
  withoutMoto?: string,
): void {
  const noDocker = process.env.MSX_NO_DOCKER?.split("\n")[0];
  for (const [name, start] of [
    ["emulator", startAws],
    ["moto", startMoto],
  ] as const) {
    if (name === "moto" && withoutMoto !== undefined) continue;
    const skipped = name === "moto" ? noDocker : undefined;
    describe.skipIf(skipped)(`${about} (${name}${skipped ? `, SKIPPED: ${skipped}` : ""})`, () => {
      let running: AwsUnderTest | undefined;
      beforeAll(async () => {
        running = await start();
      }, 90_000);
      afterAll(() => running?.close());
      const differs: Differs = (_why, what, test) => {
        if (name === "emulator") it(what, test);
      };
      tests(() => {
        if (running === undefined) throw new Error("AWS is not running");
        return running;
      }, differs);
    });
  }
}
