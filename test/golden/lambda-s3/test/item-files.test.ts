import { beforeEach, describe, expect, test } from "vitest";
import { objectHandler, type ObjectEvent } from "../src/adapters/object-events.js";
import { FileGoneError, ItemFiles, type ProcessedFile } from "../src/domain/item-file.js";
import { context, recordedMetrics } from "./support/invocation.js";

const now = new Date("2030-01-02T03:04:05.678Z");

function put(key: string, sequencer = "1"): ObjectEvent {
  return { Records: [{ s3: { bucket: { name: "files" }, object: { key, sequencer } } }] };
}

describe("files of items", () => {
  let content: Map<string, string>;
  let kept: ProcessedFile[];
  let reads: number;
  let metrics: ReturnType<typeof recordedMetrics>;
  let handle: (event: ObjectEvent) => Promise<void>;

  beforeEach(() => {
    content = new Map([["a file.txt", "one\ntwo\nthree"]]);
    kept = [];
    reads = 0;
    metrics = recordedMetrics();
    const same = (a: { key: string; revision: string }, b: typeof a) => a.key === b.key && a.revision === b.revision;
    const files = new ItemFiles({
      source: {
        read: async ({ key }) => {
          reads++;
          const text = content.get(key);
          if (text === "broken") throw new Error("S3 is away");
          if (text === undefined) throw new FileGoneError(key);
          return (async function* () {
            yield Buffer.from(text);
          })();
        },
      },
      records: {
        keepOnce: async (file) => {
          if (kept.some((other) => same(other, file))) return false;
          kept.push(file);
          return true;
        },
        find: async (file) => kept.find((other) => same(other, file)),
      },
      now: () => now,
    });
    const handler = objectHandler(files, metrics.observe);
    handle = (event) => handler(event, context);
  });

  test("are read and remembered; the key is decoded as S3 encodes it", async () => {
    await handle(put("a+file.txt"));
    expect(kept).toMatchObject([{ bucket: "files", key: "a file.txt", bytes: 13, lines: 3, processedAt: now.toISOString() }]);
    expect(metrics.sent.map(({ MetricName }) => MetricName)).toEqual(["FilesProcessed", "FileSize", "Requests", "Duration"]);
  });

  test("are processed once for each upload, however often S3 tells of it", async () => {
    await handle(put("a+file.txt"));
    await handle(put("a+file.txt"));
    expect(reads).toBe(1);
    await handle(put("a+file.txt", "2"));
    expect(kept).toHaveLength(2);
  });

  test("that are gone again are left alone", async () => {
    await handle(put("nothing.txt"));
    expect(kept).toEqual([]);
  });

  test("that cannot be read are thrown on, so that Lambda tries again", async () => {
    content.set("bad", "broken");
    await expect(handle(put("bad"))).rejects.toThrow("S3 is away");
  });

  test("a test event of S3 is no file", async () => {
    await handle({});
    expect(reads).toBe(0);
  });
});
