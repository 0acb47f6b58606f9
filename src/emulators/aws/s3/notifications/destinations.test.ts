import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { createFront } from "../../front/front-server.js";
import { Topics } from "../../sns/topics.js";
import { Queues } from "../../sqs/queues.js";
import { createS3 } from "../s3-service.js";
import type { BusEvent } from "./destinations.js";

/** S3 with functions that only remember what they were given, and a bus that does. */
async function start() {
  const events: [string, Record<string, unknown>][] = [];
  const bus: BusEvent[] = [];
  const { service } = createS3({
    ...{
      queues: new Queues(),
      topics: new Topics(),
      deliver: () => undefined,
      settled: async () => undefined,
    },
    functions: {
      has: (wanted) => wanted === arn,
      invoke: () => Promise.reject(new Error("not asked for")),
      enqueue(arn, payload) {
        events.push([arn, JSON.parse(payload.toString("utf8"))]);
        return true;
      },
    },
    toBus: (event) => bus.push(event),
  });
  const { server } = createFront({ services: [service], settled: async () => undefined });
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => {
    server.close();
    service.close?.();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const put = async (path: string, body: string) => {
    const answer = await fetch(`${url}${path}`, { method: "PUT", body });
    return [answer.status, await answer.text()] as const;
  };
  return { events, bus, url, put };
}

const arn = "arn:aws:lambda:us-east-1:000000000000:function:images";

test("a function that is not there is refused, and nothing of the configuration is kept", async () => {
  const { url, put } = await start();
  await put("/a-bucket", "");
  const document = (to: string) =>
    `<NotificationConfiguration><CloudFunctionConfiguration><CloudFunction>${to}</CloudFunction><Event>s3:ObjectCreated:*</Event></CloudFunctionConfiguration></NotificationConfiguration>`;
  const [status, refused] = await put("/a-bucket?notification", document(`${arn}-gone`));
  expect(status).toBe(400);
  expect(refused).toContain("<Code>InvalidArgument</Code>");
  expect(refused).toContain("<Message>Unable to validate the following destination configurations</Message>");
  const shown = await fetch(`${url}/a-bucket?notification`);
  expect(await shown.text()).not.toContain("CloudFunction");
});

test("functions get the event, buses get theirs", async () => {
  const { events, bus, url, put } = await start();
  await put("/a-bucket", "");
  const rule = `<CloudFunctionConfiguration><Id>f</Id><CloudFunction>${arn}</CloudFunction><Event>s3:ObjectCreated:*</Event></CloudFunctionConfiguration>`;
  const document = `<NotificationConfiguration>${rule}<EventBridgeConfiguration/></NotificationConfiguration>`;
  expect(await put("/a-bucket?notification", document)).toEqual([200, ""]);
  expect(events).toEqual([]);
  await put("/a-bucket/a%20key", "12345");
  await fetch(`${url}/a-bucket/a%20key`, { method: "DELETE" });
  expect(events).toMatchObject([
    [arn, { Records: [{ eventName: "ObjectCreated:Put", s3: { object: { key: "a+key", size: 5 } } }] }],
  ]);
  expect(bus).toMatchObject([
    {
      ...{ source: "aws.s3", detailType: "Object Created", resources: ["arn:aws:s3:::a-bucket"] },
      detail: { reason: "PutObject", bucket: { name: "a-bucket" }, object: { key: "a key", size: 5 } },
    },
    { detailType: "Object Deleted", detail: { "deletion-type": "Permanently Deleted" } },
  ]);
  const shown = await (await fetch(`${url}/a-bucket?notification`)).text();
  expect(shown).toContain(rule);
  expect(shown).toContain("<EventBridgeConfiguration></EventBridgeConfiguration>");
});
