import { once } from "node:events";
import { readFileSync } from "node:fs";
import { get, type IncomingMessage, request } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { HeadObjectCommand } from "@aws-sdk/client-s3";
import { expect, onTestFinished, test } from "vitest";
import { EmulatorProcess } from "../../helpers/emulator-process.js";
import { tempFolder } from "../../helpers/temp-folder.js";
import { S3 } from "./s3-client.js";

const piece = Buffer.alloc(1024 * 1024, "0123456789abcdef");
const pieces = 256;
/** Above what the process takes anyhow. */
const maxGrowthKiB = 128 * 1024;

function* body(): Generator<Buffer> {
  for (let number = 0; number < pieces; number += 1) yield piece;
}

function peakKiB(pid: number): number {
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
}

// Only there does the kernel tell how much memory a process ever had.
test.skipIf(process.platform !== "linux")(
  "large objects pass through without being held in memory, however slowly they are read",
  async () => {
    const emulator = new EmulatorProcess("aws", tempFolder());
    onTestFinished(() => emulator.kill());
    const { url } = await emulator.start();
    const s3 = new S3({ url });
    const Bucket = await s3.bucket();
    const before = peakKiB(emulator.pid);
    const length = pieces * piece.length;

    const upload = request(`${url}/${Bucket}/large`, {
      method: "PUT",
      headers: { "content-length": length },
    });
    const answered = once(upload, "response");
    await pipeline(Readable.from(body(), { objectMode: false }), upload);
    const [answer] = (await answered) as [IncomingMessage];
    answer.resume();
    expect(answer.statusCode).toBe(200);
    const head = await s3.client.send(new HeadObjectCommand({ Bucket, Key: "large" }));
    expect(head.ContentLength).toBe(length);

    // One client that takes the head of the answer and then nothing, while another reads all of it.
    const [stalled] = (await once(get(`${url}/${Bucket}/large`), "response")) as [IncomingMessage];
    const [whole] = (await once(get(`${url}/${Bucket}/large`), "response")) as [IncomingMessage];
    let at = 0;
    let isEqual = true;
    for await (const chunk of whole as AsyncIterable<Buffer>) {
      const expected = Buffer.concat([piece, piece]).subarray(
        at % piece.length,
        (at % piece.length) + chunk.length,
      );
      isEqual &&= chunk.equals(expected);
      at += chunk.length;
    }
    expect([at, isEqual]).toEqual([length, true]);
    stalled.destroy();
    expect(peakKiB(emulator.pid) - before).toBeLessThan(maxGrowthKiB);
  },
);

test("an upload that is cut off leaves nothing", async () => {
  const emulator = new EmulatorProcess("aws", tempFolder());
  onTestFinished(() => emulator.kill());
  const { url } = await emulator.start();
  const s3 = new S3({ url });
  const Bucket = await s3.bucket();
  await s3.put(Bucket, "key", "as it was");
  const upload = request(`${url}/${Bucket}/key`, { method: "PUT", headers: { "content-length": 1_000_000 } });
  upload.on("error", () => undefined);
  await new Promise((resolve) => upload.write(Buffer.alloc(100_000), resolve));
  upload.destroy();
  expect(await s3.text(Bucket, "key")).toBe("as it was");
});
