import { Journal } from "../../journal/journal.js";
import type { JournalNotice } from "../../journal/journal-notice.js";
import { allocateRecord, recordOverhead, sealRecord } from "../../journal/record.js";
import type { DurableState } from "../front/aws-service.js";

/** Says which changes the snapshot behind it has in it. Services have the lower numbers. */
const snapshotType = 255;
/** How long a change that nobody waits for is kept back, to be written with others. */
const mayWaitMs = 100;
/** In front of a service's bytes: the change's number, 0 for a part of a snapshot. */
const numberBytes = 6;

export interface AwsJournalOptions {
  readonly folder: string;
  /** The record type of each service, 1 to 254, which never changes, and its state. */
  readonly states: ReadonlyMap<number, DurableState>;
  onNotice?(notice: JournalNotice): void;
}

/** One journal for every service: what several of them change for one request is synced together. */
export class AwsJournal {
  readonly #journal: Journal;

  private constructor(journal: Journal) {
    this.#journal = journal;
  }

  /**
   * Gives each service what it had written down; from then on its changes are.
   * @throws MsxError DATA_UNUSABLE
   */
  static async open({ folder, states, onNotice }: AwsJournalOptions): Promise<AwsJournal> {
    let last = 0;
    const journal = await Journal.open({
      ...{ folder, kind: "aws" },
      onRecord(type, payload) {
        const number = payload.readUIntBE(0, numberBytes);
        if (type === snapshotType) {
          last = number;
          return;
        }
        // Behind a snapshot the journal repeats what happened while it was written: the snapshot has it already.
        if (number !== 0 && number <= last) return;
        const state = states.get(type);
        if (state === undefined) throw new Error(`a journal record of the unknown type ${type}`);
        state.replay(payload.subarray(numberBytes));
        if (number !== 0) last = number;
      },
      snapshot: () => snapshot(states, last),
      liveBytes: () => [...states.values()].reduce((sum, state) => sum + state.liveBytes(), 0),
      ...(onNotice !== undefined && { onNotice }),
    });
    for (const [type, state] of states) {
      state.recordTo((change, mayWait = false) => {
        last += 1;
        journal.append(numberedRecord(type, last, change), mayWait ? mayWaitMs : 0);
      });
    }
    return new AwsJournal(journal);
  }

  /**
   * Resolves when the changes so far outlive the process.
   * @param all also those that may wait
   */
  async settled(all = false): Promise<void> {
    if ((all ? this.#journal.unwrittenBytes : this.#journal.promptBytes) === 0) return;
    await new Promise<void>((resolve) => this.#journal.afterWrite(resolve));
  }

  close(): Promise<void> {
    return this.#journal.close();
  }
}

function snapshot(states: ReadonlyMap<number, DurableState>, last: number): Iterable<Buffer> {
  const parts = [...states].map(([type, state]) => [type, state.snapshot()] as const);
  return (function* () {
    yield numberedRecord(snapshotType, last, Buffer.alloc(0));
    for (const [type, changes] of parts) for (const change of changes) yield numberedRecord(type, 0, change);
  })();
}

function numberedRecord(type: number, number: number, bytes: Uint8Array): Buffer {
  const record = allocateRecord(numberBytes + bytes.length);
  record.writeUIntBE(number, recordOverhead, numberBytes);
  record.set(bytes, recordOverhead + numberBytes);
  return sealRecord(record, type);
}
