import { writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { type ConsulUnderTest, describeConsuls, image } from "./consul-under-test.js";
import { play, readTranscript, transcriptFile } from "./transcript.js";

/** Requests that the emulator knowingly answers in another way: docs/emulators/consul.md says why. */
const differences = [/^GET \/$/, /^PUT \/v1\/txn .*"(?:Node|Service)":\{"Verb"/];

const steps = readTranscript();
const isUpdate = process.env.UPDATE_TRANSCRIPT !== undefined;

describeConsuls("a Consul", compare, image.endsWith(":1.8"));

function compare(consul: () => ConsulUnderTest): void {
  it("answers every request of the transcript as Consul 1.8 did", async () => {
    const { url, name } = consul();
    const answers = await play(
      url,
      steps.map(({ request }) => request),
    );
    const real = name === "container";
    if (real && isUpdate) {
      const lines = steps.map(({ request }, at) => JSON.stringify({ request, answer: answers[at] }));
      writeFileSync(transcriptFile, `${lines.join("\n")}\n`);
      return;
    }
    const different = steps.flatMap(({ request, answer }, at) => {
      const isSame = JSON.stringify(answer) === JSON.stringify(answers[at]);
      return isSame ? [] : [{ request: request.join(" "), expected: answer, answered: answers[at] }];
    });
    const isExpected = ({ request }: { request: string }) =>
      !real && differences.some((pattern) => pattern.test(request));
    expect(different.filter((step) => !isExpected(step))).toEqual([]);
    expect(different.filter(isExpected)).toHaveLength(real ? 0 : 3);
  });
}
