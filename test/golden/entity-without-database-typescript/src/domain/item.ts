export interface Item {
  /** Stands for it in a URL. */
  readonly id: string;
  readonly name: string;
  readonly description?: string;
}
