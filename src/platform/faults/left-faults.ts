import { mapTexts, phrase, ReasonError, reasonOf } from "../../errors/detail.js";
import type { Io } from "../../io/io.js";
import type { Platform } from "../platform.js";
import { isLockedByAnother, withWorkspaceLock } from "../workspace-lock.js";
import { FaultRecord } from "./fault-record.js";

/** For all of it: a database that recovers takes its time. */
const undoWithinMs = 180_000;

/**
 * Makes right what an msx that was killed had made wrong on purpose. Nothing is done while that msx lives, and while the
 * platform is down: then it is for a later command.
 */
export async function undoLeftFaults(platform: Platform, io: Io): Promise<void> {
  const record = new FaultRecord(platform.workspace.folder);
  if (!record.exists || isLockedByAnother(platform.workspace.folder)) return;
  const runs = (await platform.engine.observe()).some(({ state }) => state === "running");
  if (!runs) return;
  io.emit({ type: "note", level: "warn", code: "platform.faults.undoing" });
  const end = new AbortController();
  const timer = setTimeout(
    () => end.abort(new ReasonError(phrase("not-done-within", { seconds: undoWithinMs / 1000 }))),
    undoWithinMs,
  );
  try {
    const { undoFaults } = await import("./undo-faults.js");
    await withWorkspaceLock(platform.workspace, "audit checklist --live", async () => {
      await undoFaults(platform, record.read(), end.signal);
      record.write([]);
    });
  } catch (error) {
    const params = { detail: mapTexts(reasonOf(error), (text) => platform.mask(text)) };
    io.emit({ type: "note", level: "warn", code: "platform.faults.left", params });
  } finally {
    clearTimeout(timer);
  }
}
