/** A use case that is promised by the contract and not written yet. */
export class NotImplementedError extends Error {
  override readonly name = "NotImplementedError";

  constructor(useCase: string) {
    super(`${useCase} is not implemented yet`);
  }
}
