/** What a journal has to say to whoever runs it: nothing that stops it, but nothing to be silent about either. */
export type JournalNotice =
  /** The end of the file was no whole record (a write that was cut short, or damage): the bytes lie in `setAside` now. */
  | {
      readonly type: "journal-tail-cut";
      readonly file: string;
      readonly keptBytes: number;
      readonly cutBytes: number;
      readonly setAside: string;
    }
  /** The file did not begin as a journal of this emulator: it lies in `setAside` now, and a new one was begun. */
  | { readonly type: "journal-set-aside"; readonly file: string; readonly setAside: string }
  /** The disk refuses a write, as when it is full. It is tried again until it succeeds; said once for each such time. */
  | { readonly type: "journal-write-failed"; readonly file: string; readonly detail: string };
