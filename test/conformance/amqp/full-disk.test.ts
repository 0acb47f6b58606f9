import { rmSync } from "node:fs";
import path from "node:path";
import { connect } from "amqplib";
import { describe, expect, onTestFinished, test } from "vitest";
import { EmulatorProcess } from "../../helpers/emulator-process.js";
import { noDisk, smallDisk } from "../../helpers/small-disk.js";
import { eventually } from "../gateway/eventually.js";

describe.skipIf(noDisk)(`a full disk under the broker${noDisk ? ` (${noDisk})` : ""}`, () => {
  test("nothing is confirmed while it is full, and that is told; with space again all is, and survives", async () => {
    const disk = smallDisk(2048);
    onTestFinished(() => disk.end());
    const broker = new EmulatorProcess("amqp", path.join(disk.folder, "data"));
    onTestFinished(() => broker.kill());
    const { url } = await broker.start();
    const model = await connect(url);
    model.on("error", () => undefined);
    const channel = await model.createConfirmChannel();
    await channel.assertQueue("q", { durable: true });
    const filler = disk.fill();
    let confirmed = 0;
    const send = (number: number) =>
      channel.sendToQueue("q", Buffer.alloc(5000, `${number}`), { persistent: true }, (error) => {
        if (!error) confirmed += 1;
      });
    for (let number = 1; number <= 20; number += 1) send(number);
    await eventually("it is told", () => broker.lastLine.includes("journal-write-failed"));
    expect(broker.lastLine).toContain("ENOSPC");
    // Others are served meanwhile.
    const other = await connect(url);
    expect(await (await other.createChannel()).checkQueue("q")).toMatchObject({ messageCount: 20 });
    await other.close();
    expect(confirmed).toBe(0);

    rmSync(filler);
    await channel.waitForConfirms();
    expect(confirmed).toBe(20);
    await broker.killAndRestart();
    const after = await connect(url);
    expect(await (await after.createChannel()).checkQueue("q")).toMatchObject({ messageCount: 20 });
    await after.close();
  });
});
