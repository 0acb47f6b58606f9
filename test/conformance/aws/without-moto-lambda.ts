/** Why functions are run by the emulator alone. */
export const withoutMotoLambda =
  "moto starts a container of AWS's runtime image for each invocation, by the Docker socket of its host; it delivers events in the request and drops them after the first failure";
