/** The parts of Lambda's context object that the chassis reads. */
export interface LambdaContext {
  readonly awsRequestId: string;
  readonly functionName: string;
  /** Milliseconds until the function is stopped. */
  getRemainingTimeInMillis(): number;
}
