import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { phrase, type Reason, reasonOf } from "../errors/detail.js";
import { MsxError } from "../errors/msx-error.js";
import type { AdditionPlan, AdditionTarget, FileGain } from "../generator/add/addition.js";
import { editFiles, type FileEdit } from "../generator/edit-files.js";
import type { PlannedFile } from "../generator/planned-file.js";
import { stagingFolder } from "../generator/staging.js";
import { assertNoLinks } from "../generator/target.js";
import { changeOf, unifiedDiff } from "../generator/unified-diff.js";
import type { AddResult } from "./add-result.js";
import type { ActionContext } from "./context.js";

/** An edit that makes a file or adds to one; nothing is deleted. */
type Gained = FileEdit & { readonly after: Uint8Array };

/**
 * Carries out a planned addition: every file, or none. Files that are there only gain lines.
 * @throws MsxError ALREADY_ADDED when a file it would make is there; CANNOT_ADD, with the diff to apply by hand, when
 *   a file it would edit has another shape; TARGET_UNSAFE, FILE_UNREADABLE, WRITE_FAILED, DISK_FULL, READ_ONLY or INTERRUPTED
 */
export function applyAddition(
  plan: AdditionPlan,
  target: AdditionTarget,
  dryRun: boolean,
  context: ActionContext,
): AddResult {
  const { workspace, service } = target;
  const edits = [...newFiles(plan, target), ...gained(plan, target)];
  const changes = edits.map((edit) => changeOf(edit, workspace.folder));
  if (!dryRun) editFiles(stagingFolder(service.folder), edits, context.signal);
  return {
    added: { kind: plan.kind, name: plan.name, service: service.name },
    files: changes.map(({ path: file, before }) => ({
      path: file,
      change: before === undefined ? "new" : "changed",
    })),
    ...(dryRun && { diff: unifiedDiff(changes) }),
    next: plan.next,
    dryRun,
  };
}

function newFiles(
  { kind, name, files, shared }: AdditionPlan,
  { workspace, service }: AdditionTarget,
): Gained[] {
  const place = (file: PlannedFile): Gained => {
    const absolute = path.join(service.folder, file.path);
    assertNoLinks(workspace.folder, absolute);
    return { file: absolute, before: undefined, after: file.bytes };
  };
  const taken = files.find((file) => existsSync(path.join(service.folder, file.path)));
  if (taken) throw new MsxError("ALREADY_ADDED", { kind, name, file: taken.path });
  return [...files, ...shared.filter((file) => !existsSync(path.join(service.folder, file.path)))].map(place);
}

interface Refusal {
  readonly reason: Reason;
  /** The file as a person would leave off, where that can be told. */
  readonly byHand: Gained | undefined;
}

function gained(plan: AdditionPlan, target: AdditionTarget): Gained[] {
  const edits: Gained[] = [];
  const refusals: Refusal[] = [];
  for (const gain of plan.gains) {
    assertNoLinks(target.workspace.folder, gain.file);
    const shown = path.relative(target.service.folder, gain.file);
    try {
      const before = readFileSync(gain.file);
      try {
        edits.push({ file: gain.file, before, after: Buffer.from(gain.edit(textOf(before))) });
      } catch (cause) {
        refusals.push({
          reason: phrase("of", { what: shown, reason: reasonOf(cause) }),
          byHand: byHand(gain, before),
        });
      }
    } catch (cause) {
      refusals.push({ reason: phrase("of", { what: shown, reason: reasonOf(cause) }), byHand: undefined });
    }
  }
  if (refusals.length > 0) throw refused(plan, target, edits, refusals);
  return edits;
}

/** @throws TypeError for bytes that are no text: they would not survive being read and written */
function textOf(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
}

function byHand({ file, byHand: write }: FileGain, before: Uint8Array): Gained | undefined {
  return write && { file, before, after: Buffer.from(write(new TextDecoder().decode(before))) };
}

function refused(
  plan: AdditionPlan,
  target: AdditionTarget,
  edits: readonly Gained[],
  refusals: readonly Refusal[],
): MsxError {
  const left = refusals.flatMap((refusal) => refusal.byHand ?? []);
  const all = [...newFiles(plan, target), ...edits, ...left];
  const diff = unifiedDiff(all.map((edit) => changeOf(edit, target.workspace.folder)));
  const reasons = refusals.map(({ reason }) => reason);
  const name = `${plan.kind} ${plan.name}`;
  return new MsxError("CANNOT_ADD", { name, service: target.service.name, reasons }, { diff });
}
