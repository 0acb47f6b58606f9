/** What the broker's journal holds; 0 is the journal's own head. */
export const recordTypes = {
  exchange: 1,
  exchangeDeleted: 2,
  queue: 3,
  queueDeleted: 4,
  binding: 5,
  unbound: 6,
  message: 7,
  /** Messages that have left queues: acknowledged, dropped, expired. */
  settled: 8,
} as const;
