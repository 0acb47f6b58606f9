import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import path from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { EmulatorProcess } from "../helpers/emulator-process.js";
import { msx, msxJson } from "../helpers/msx.js";
import { tempFolder } from "../helpers/temp-folder.js";

/** The first exchange of each protocol. */
const exchanges: Readonly<Record<string, (url: URL) => Promise<unknown>>> = {
  amqp: (url) =>
    new Promise((resolve, reject) => {
      const socket = connect(Number(url.port), url.hostname, () => socket.write("AMQP\0\0\x09\x01"));
      socket.once("error", reject);
      // The first frame is a method's, on channel 0 (AMQP 0-9-1, section 4.2.2).
      socket.once("data", (data) => resolve([...data.subarray(0, 3)]) ?? socket.destroy());
    }),
  aws: (url) => fetch(new URL("/_msx/health", url)).then((response) => response.json()),
  consul: (url) => fetch(new URL("/v1/status/leader", url)).then((response) => response.json()),
  otlp: (url) =>
    fetch(new URL("/v1/traces", url), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ resourceSpans: [] }),
    }).then((response) => response.json()),
};
const answers: Readonly<Record<string, unknown>> = {
  amqp: [1, 0, 0],
  aws: { status: "ok", services: expect.arrayContaining(["sns", "sqs", "sts"]) },
  consul: "127.0.0.1:8300",
  otlp: {},
};

describe.each(["amqp", "aws", "consul", "otlp"])("msx emulator %s", (name) => {
  test("says where it listens, answers its protocol there, and ends with Ctrl-C", async () => {
    const folder = tempFolder();
    const emulator = new EmulatorProcess(name, folder);
    onTestFinished(() => emulator.kill());
    const said = await emulator.start();
    const { url, port } = said;
    expect(said).toMatchObject({ type: "listening", name, host: "127.0.0.1", data: folder });
    expect(new URL(url).port).toBe(String(port));
    expect(await exchanges[name]?.(new URL(url))).toEqual(answers[name]);
    expect(await emulator.stop()).toBe(0);
    expect(JSON.parse(emulator.lastLine)).toEqual({ type: "stopped", name });
  });

  test("ends with 4 and a reason when its port is taken", async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void taken.close());
    const port = String((taken.address() as AddressInfo).port);
    const { exitCode, stdout, stderr } = await msx(["emulator", name, "--port", port]);
    expect([exitCode, stdout]).toEqual([4, ""]);
    expect(stderr).toContain(`${name} cannot listen on 127.0.0.1:${port}`);
    expect(stderr).toContain("EADDRINUSE");
  });

  test("ends with 4 and a reason when its folder cannot be used", async () => {
    const file = path.join(tempFolder(), "file");
    writeFileSync(file, "");
    const folder = path.join(file, "inside");
    const { exitCode, result } = await msxJson<{ error: { code: string; what: string } }>([
      "emulator",
      name,
      "--port=0",
      `--data=${folder}`,
    ]);
    expect([exitCode, result.error.code]).toEqual([4, "DATA_UNUSABLE"]);
    expect(result.error.what).toContain(folder);
  });
});
