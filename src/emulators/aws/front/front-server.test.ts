import { once, setMaxListeners } from "node:events";
import { request } from "node:http";
import type { Server } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { httpUrl, listen } from "../../listen.js";
import { AwsError } from "./aws-error.js";
import type { AwsInput, AwsService } from "./aws-service.js";
import { createFront } from "./front-server.js";
import { entryMap, flatList, flatMap, integer, memberList, structure, text } from "./query-shape.js";

const fields = {
  Name: text,
  Count: integer,
  Members: memberList(text),
  Tags: flatMap("Tag", text, "Key"),
  Entries: flatList("Entry", structure({ Id: text, Attributes: entryMap(text) })),
};

/** Every protocol, and an operation that answers what it was given. */
const service: AwsService = {
  name: "echo",
  operations: {
    Echo: (input) => input,
    Who: (_input, { account, region, endpoint, path }) => ({ account, region, endpoint, path }),
    Refuse: () => {
      throw new AwsError("NoSuchEcho", "there is <none>", { queryCode: "Echo.None", members: { Count: 3 } });
    },
    Break: () => {
      throw new TypeError("a defect");
    },
    Wait: (_input, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => {
          ended += 1;
          reject(new AwsError("Gone", "gone"));
        });
        waiting?.();
      }),
  },
  json: {
    ...{ version: "1.0", targetPrefix: "EchoService", errorNamespace: "com.amazonaws.echo" },
    queryCompatible: true,
  },
  query: {
    ...{ version: "2026-01-01", namespace: "https://echo.example/doc/" },
    shapes: { Echo: { input: fields, output: fields } },
  },
};

const restService: AwsService = {
  name: "rest",
  operations: {},
  rest: {
    errors: "json",
    async handle({ method, path, body }) {
      if (path !== "/things") throw new AwsError("NoSuchThing", "no such thing", { status: 404 });
      return { status: 201, body: `${method} ${body}` };
    },
  },
};

let waiting: (() => void) | undefined;
let ended = 0;
let settled = 0;
let server: Server;
let abort: () => void;
let url: string;
beforeAll(async () => {
  const front = createFront({
    services: [service, restService],
    settled: async () => {
      settled += 1;
    },
  });
  ({ server, abort } = front);
  url = httpUrl(await listen(server, { name: "aws", host: "127.0.0.1", port: 0 }));
});
afterAll(() => void server.close());

const signed = (name: string, key = "test"): Record<string, string> => ({
  authorization: `AWS4-HMAC-SHA256 Credential=${key}/20260101/eu-west-3/${name}/aws4_request, SignedHeaders=host, Signature=00`,
});

function json(target: string, input: AwsInput | string, headers: Record<string, string> = {}) {
  const body = typeof input === "string" ? input : JSON.stringify(input);
  const type = { "content-type": "application/x-amz-json-1.1", "x-amz-target": target };
  return fetch(url, { method: "POST", body, headers: { ...type, ...headers } });
}

function query(form: Record<string, string>, headers: Record<string, string> = signed("echo")) {
  return fetch(url, { method: "POST", body: new URLSearchParams(form), headers });
}

test("JSON: the operation is the target's, in the version that the client speaks", async () => {
  const answer = await json("EchoService.Echo", { a: [1, { b: null }] });
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toBe("application/x-amz-json-1.1");
  expect(answer.headers.get("x-amzn-requestid")).toMatch(/^[0-9a-f-]{36}$/);
  expect(await answer.json()).toEqual({ a: [1, { b: null }] });
});

test("JSON: an error has its type, its members, and the code of the query protocol", async () => {
  const answer = await json("EchoService.Refuse", {});
  expect(answer.status).toBe(400);
  expect(answer.headers.get("x-amzn-query-error")).toBe("Echo.None;Sender");
  const type = "com.amazonaws.echo#NoSuchEcho";
  expect(await answer.json()).toEqual({ __type: type, message: "there is <none>", Count: 3 });
});

test("JSON: what is no object is refused, and a defect is a failure of the service", async () => {
  for (const body of ["{", "[]", "null"]) {
    const answer = await json("EchoService.Echo", body);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ __type: expect.stringContaining("#SerializationException") });
  }
  const broken = await json("EchoService.Break", {});
  expect(broken.status).toBe(500);
  expect(await broken.json()).toMatchObject({ __type: expect.stringContaining("#InternalFailure") });
});

test("what is not emulated is refused in the client's protocol, and named", async () => {
  for (const target of ["EchoService.Nothing", "EchoService.constructor", "Other_2012.List"]) {
    const answer = await json(target, {});
    expect(answer.status).toBe(400);
    const message = `${target} is not emulated by msx`;
    expect(await answer.json()).toEqual({
      __type: "com.amazon.coral.service#UnknownOperationException",
      message,
    });
  }
  const form = await query({ Action: "Nothing", Version: "2026-01-01" });
  expect(form.status).toBe(400);
  expect(await form.text()).toContain("<Code>InvalidAction</Code><Message>Nothing of echo is not emulated");
  const other = await query({ Action: "List" }, signed("iam"));
  expect(await other.text()).toContain("List of iam is not emulated by msx");
  const rest = await fetch(`${url}/2015-03-31/functions`, { headers: signed("lambda") });
  expect(rest.status).toBe(400);
  expect(rest.headers.get("x-amzn-errortype")).toBe("UnknownOperationException");
  const s3 = await fetch(`${url}/bucket/key`, { headers: signed("s3") });
  expect(s3.status).toBe(501);
  expect(await s3.text()).toContain("<Code>NotImplemented</Code>");
});

test("query: lists and maps in each spelling, and back as XML", async () => {
  const answer = await query({
    ...{ Action: "Echo", Name: "a & <b>\r", Count: "10", Unknown: "x" },
    ...{ "Members.member.10": "ten", "Members.member.2": "two" },
    ...{ "Tag.1.Key": "__proto__", "Tag.1.Value": "v", "Entry.1.Id": "one" },
    ...{ "Entry.1.Attributes.entry.1.key": "k", "Entry.1.Attributes.entry.1.value": "w" },
  });
  expect(answer.headers.get("content-type")).toBe("text/xml");
  expect(await answer.text()).toMatch(
    new RegExp(
      [
        '<EchoResponse xmlns="https://echo.example/doc/"><EchoResult><Name>a &#38; &#60;b&#62;&#13;</Name><Count>10</Count>',
        "<Members><member>two</member><member>ten</member></Members><Tag><Key>__proto__</Key><Value>v</Value></Tag>",
        "<Entry><Id>one</Id><Attributes><entry><key>k</key><value>w</value></entry></Attributes></Entry></EchoResult>",
        "<ResponseMetadata><RequestId>[0-9a-f-]{36}</RequestId></ResponseMetadata></EchoResponse>$",
      ].join(""),
    ),
  );
});

test("query: the service is the signature's, or the version's; errors are XML", async () => {
  expect((await query({ Action: "Echo", Version: "2026-01-01" }, {})).status).toBe(200);
  expect((await fetch(`${url}/?Action=Echo&Version=2026-01-01`)).status).toBe(200);
  const refused = await (await query({ Action: "Refuse" })).text();
  expect(refused).toContain("<Type>Sender</Type><Code>Echo.None</Code><Message>there is &#60;none&#62;");
  const malformed = await query({ Action: "Echo", Count: "1e3" });
  expect(await malformed.text()).toContain("<Code>MalformedInput</Code>");
});

test("account and region are read from the credential scope, and not verified", async () => {
  const call = async (headers: Record<string, string>) => (await json("EchoService.Who", {}, headers)).json();
  const endpoint = url;
  const path = "/";
  expect(await call({})).toEqual({ account: "000000000000", region: "us-east-1", endpoint, path });
  expect(await call(signed("echo"))).toMatchObject({ account: "000000000000", region: "eu-west-3" });
  expect(await call(signed("echo", "111122223333"))).toMatchObject({ account: "111122223333" });
});

test("REST: the service has the request; its errors are the front's", async () => {
  const made = await fetch(`${url}/things`, { method: "PUT", body: "it", headers: signed("rest") });
  expect([made.status, await made.text()]).toEqual([201, "PUT it"]);
  const none = await fetch(`${url}/other`, { headers: signed("rest") });
  expect([none.status, none.headers.get("x-amzn-errortype")]).toEqual([404, "NoSuchThing"]);
});

test("a body is taken up to 16 MiB, after decompression too", async () => {
  const value = "x".repeat(15 * 1024 * 1024);
  expect((await json("EchoService.Echo", { value })).status).toBe(200);
  const bomb = gzipSync(Buffer.alloc(17 * 1024 * 1024, 32));
  const headers = { "x-amz-target": "EchoService.Echo", "content-encoding": "gzip" };
  const refused = await fetch(url, { method: "POST", body: new Uint8Array(bomb), headers });
  expect(refused.status).toBe(413);
  expect(await refused.text()).toContain("RequestEntityTooLargeException");
});

test("an answer waits until what was changed is safe", async () => {
  const before = settled;
  await json("EchoService.Echo", {});
  expect(settled).toBe(before + 1);
});

test("says that it can be used, and what it emulates", async () => {
  expect(await (await fetch(`${url}/_msx/health`)).json()).toEqual({
    status: "ok",
    services: ["echo", "rest"],
  });
});

test("many may wait at once, without a warning", async () => {
  const warnings: Error[] = [];
  const note = (warning: Error): unknown => warnings.push(warning);
  process.on("warning", note);
  const before = ended;
  const leaving = new AbortController();
  setMaxListeners(0, leaving.signal);
  const headers = { "x-amz-target": "EchoService.Wait" };
  const all = 30;
  await new Promise<void>((resolve) => {
    let starts = 0;
    waiting = () => {
      starts += 1;
      if (starts === all) resolve();
    };
    for (let number = 0; number < all; number += 1) {
      fetch(url, { method: "POST", headers, signal: leaving.signal }).catch(() => undefined);
    }
  });
  leaving.abort();
  await expect.poll(() => ended - before).toBe(all);
  process.off("warning", note);
  expect(warnings).toEqual([]);
});

test("what waits ends with its client, and with the emulator", async () => {
  const before = ended;
  const started = new Promise<void>((resolve) => {
    waiting = resolve;
  });
  const client = request(url, { method: "POST", headers: { "x-amz-target": "EchoService.Wait" } });
  client.on("error", () => undefined).end();
  await started;
  client.destroy();
  await expect.poll(() => ended - before).toBe(1);
  const again = new Promise<void>((resolve) => {
    waiting = resolve;
  });
  const other = request(url, { method: "POST", headers: { "x-amz-target": "EchoService.Wait" } });
  other.end();
  await again;
  abort();
  const [answer] = await once(other, "response");
  expect(answer.statusCode).toBe(400);
});
