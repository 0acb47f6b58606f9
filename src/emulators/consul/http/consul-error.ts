/** An answer that refuses: its status and Consul's plain text. */
export class ConsulError extends Error {
  override readonly name = "ConsulError";

  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}
