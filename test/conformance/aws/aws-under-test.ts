import { afterAll, beforeAll, describe, it } from "vitest";
import { startAws } from "../../../src/emulators/aws/start-aws.js";
import { startMoto } from "./moto-container.js";

/** An AWS that the suite looks at, the emulator or moto: both meet the same assertions. */
export interface AwsUnderTest {
  readonly url: string;
  close(): Promise<void>;
}

/** `MSX_AWS_CONFORMANCE`: what the suite looks at instead of emulator and moto. An endpoint, or `aws`: AWS itself. */
const named = process.env.MSX_AWS_CONFORMANCE || undefined;
const atAws = "aws";
if (named !== undefined && named !== atAws && !/^https?:\/\/[^/]+$/.test(named)) {
  throw new Error(
    `MSX_AWS_CONFORMANCE is "${named}": neither an endpoint such as http://127.0.0.1:4566, nor aws`,
  );
}

/** What an unmodified client of the AWS SDK is made with. At AWS itself, its own chain finds region and credentials. */
export function clientOptions({ url }: { readonly url: string }): ClientOptions {
  if (url === atAws) return { region: process.env.AWS_REGION ?? "us-east-1" };
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  return { endpoint: url, region: "us-east-1", credentials, maxAttempts: 1 };
}

interface ClientOptions {
  readonly region: string;
  readonly endpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly maxAttempts?: number;
}

/** What is looked at, and why it cannot be had, if so. */
interface Candidate {
  readonly name: string;
  readonly isMoto?: boolean;
  readonly skipped?: string | undefined;
  start(): Promise<AwsUnderTest>;
}

function candidates(): readonly Candidate[] {
  if (named !== undefined) {
    return [{ name: named, start: async () => ({ url: named, close: async () => {} }) }];
  }
  const skipped = process.env.MSX_NO_DOCKER?.split("\n")[0];
  return [
    { name: "emulator", start: startAws },
    { name: "moto", isMoto: true, skipped, start: startMoto },
  ];
}

/** Declares a test where moto is not as AWS is, for all but moto. @param why what AWS does, and moto does not */
export type Differs = (why: string, name: string, test: () => Promise<void>) => void;

/**
 * Declares the same tests for the emulator and for moto in a container (SKIPPED, with the reason, without Docker), or for
 * what `MSX_AWS_CONFORMANCE` names.
 * @param tests is given what answers the running one; one is started for all the tests in it
 * @param withoutMoto why none of them is for moto
 */
export function describeAws(
  about: string,
  tests: (aws: () => AwsUnderTest, differs: Differs) => void,
  withoutMoto?: string,
): void {
  for (const { name, isMoto = false, skipped, start } of candidates()) {
    if (isMoto && withoutMoto !== undefined) continue;
    describe.skipIf(skipped)(`${about} (${name}${skipped ? `, SKIPPED: ${skipped}` : ""})`, () => {
      let running: AwsUnderTest | undefined;
      beforeAll(async () => {
        running = await start();
      }, 90_000);
      afterAll(() => running?.close());
      const differs: Differs = (_why, what, test) => {
        if (!isMoto) it(what, test);
      };
      tests(() => {
        if (running === undefined) throw new Error("AWS is not running");
        return running;
      }, differs);
    });
  }
}
