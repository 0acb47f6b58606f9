import type Docker from "dockerode";
import { phrase, type Reason, ReasonError } from "../../../errors/detail.js";
import { dockerSaid } from "./docker-failure.js";
import { explainPull, isPresent } from "./pull.js";

export type Availability =
  | { readonly state: "present" | "pullable" }
  | { readonly state: "missing"; readonly detail: Reason };

/** How long the daemon may take to ask the registry. */
const answerWithinMs = 8000;

/** Whether an image is here, or its registry would give it (`GET /distribution/NAME/json`: nothing is pulled). */
export async function imageAvailability(docker: Docker, reference: string): Promise<Availability> {
  if (await isPresent(docker, reference)) return { state: "present" };
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new ReasonError(phrase("timeout-after", { seconds: answerWithinMs / 1000 }))),
      answerWithinMs,
    );
  });
  try {
    await Promise.race([docker.getImage(reference).distribution(), late]);
    return { state: "pullable" };
  } catch (error) {
    return {
      state: "missing",
      detail: error instanceof ReasonError ? error.reason : explainPull(dockerSaid(error)),
    };
  } finally {
    clearTimeout(timer);
  }
}
